/** The tactics of ATT&CK for Enterprise, in its order. */
export const attackTactics = [
  'reconnaissance', 'resource-development', 'initial-access', 'execution', 'persistence', 'privilege-escalation', 'defense-evasion',
  'credential-access', 'discovery', 'lateral-movement', 'collection', 'command-and-control', 'exfiltration', 'impact',
] as const;
export type AttackTactic = (typeof attackTactics)[number];

export interface AttackTechnique {
  readonly id: string;
  readonly name: string;
  readonly tactics: readonly AttackTactic[];
}

const inTactics: Readonly<Record<string, string>> = {
  'initial-access': 'T1078 Valid Accounts|T1078.001 Default Accounts|T1078.004 Cloud Accounts|T1190 Exploit Public-Facing Application|T1199 Trusted Relationship',
  execution: 'T1059.009 Cloud API|T1204.003 Malicious Image|T1610 Deploy Container|T1648 Serverless Execution|T1651 Cloud Administration Command',
  persistence:
    'T1078 Valid Accounts|T1078.004 Cloud Accounts|T1098 Account Manipulation|T1098.001 Additional Cloud Credentials|T1098.003 Additional Cloud Roles|T1098.004 SSH Authorized Keys|T1098.005 Device Registration|T1098.006 Additional Container Cluster Roles|T1136 Create Account|T1136.003 Cloud Account|T1525 Implant Internal Image|T1546 Event Triggered Execution|T1556 Modify Authentication Process|T1556.006 Multi-Factor Authentication|T1556.007 Hybrid Identity|T1556.009 Conditional Access Policies',
  'privilege-escalation': 'T1078 Valid Accounts|T1078.004 Cloud Accounts|T1098 Account Manipulation|T1098.001 Additional Cloud Credentials|T1098.003 Additional Cloud Roles|T1484 Domain or Tenant Policy Modification|T1484.002 Trust Modification|T1546 Event Triggered Execution|T1548 Abuse Elevation Control Mechanism|T1548.005 Temporary Elevated Cloud Access',
  'defense-evasion':
    'T1070 Indicator Removal|T1078 Valid Accounts|T1078.004 Cloud Accounts|T1484.002 Trust Modification|T1535 Unused/Unsupported Cloud Regions|T1550 Use Alternate Authentication Material|T1550.001 Application Access Token|T1562 Impair Defenses|T1562.001 Disable or Modify Tools|T1562.007 Disable or Modify Cloud Firewall|T1562.008 Disable or Modify Cloud Logs|T1578 Modify Cloud Compute Infrastructure|T1578.001 Create Snapshot|T1578.002 Create Cloud Instance|T1578.003 Delete Cloud Instance|T1578.004 Revert Cloud Instance|T1578.005 Modify Cloud Compute Configurations|T1599 Network Boundary Bridging|T1666 Modify Cloud Resource Hierarchy',
  'credential-access': 'T1110 Brute Force|T1110.001 Password Guessing|T1110.003 Password Spraying|T1110.004 Credential Stuffing|T1528 Steal Application Access Token|T1552 Unsecured Credentials|T1552.001 Credentials In Files|T1552.005 Cloud Instance Metadata API|T1552.007 Container API|T1555 Credentials from Password Stores|T1555.006 Cloud Secrets Management Stores|T1556 Modify Authentication Process|T1556.006 Multi-Factor Authentication|T1606 Forge Web Credentials|T1606.002 SAML Tokens|T1621 Multi-Factor Authentication Request Generation|T1040 Network Sniffing',
  discovery: 'T1016 System Network Configuration Discovery|T1046 Network Service Discovery|T1049 System Network Connections Discovery|T1069 Permission Groups Discovery|T1069.003 Cloud Groups|T1082 System Information Discovery|T1087 Account Discovery|T1087.004 Cloud Account|T1201 Password Policy Discovery|T1518.001 Security Software Discovery|T1526 Cloud Service Discovery|T1538 Cloud Service Dashboard|T1580 Cloud Infrastructure Discovery|T1613 Container and Resource Discovery|T1619 Cloud Storage Object Discovery|T1654 Log Enumeration',
  'lateral-movement': 'T1021 Remote Services|T1021.004 SSH|T1021.007 Cloud Services|T1021.008 Direct Cloud VM Connections|T1550.001 Application Access Token',
  collection: 'T1074.002 Remote Data Staging|T1119 Automated Collection|T1213 Data from Information Repositories|T1213.006 Databases|T1530 Data from Cloud Storage',
  'command-and-control': 'T1071 Application Layer Protocol|T1090 Proxy|T1102 Web Service|T1572 Protocol Tunneling',
  exfiltration: 'T1020 Automated Exfiltration|T1041 Exfiltration Over C2 Channel|T1048 Exfiltration Over Alternative Protocol|T1537 Transfer Data to Cloud Account|T1567 Exfiltration Over Web Service',
  impact: 'T1485 Data Destruction|T1485.001 Lifecycle-Triggered Deletion|T1486 Data Encrypted for Impact|T1489 Service Stop|T1490 Inhibit System Recovery|T1491 Defacement|T1496 Resource Hijacking|T1496.001 Compute Hijacking|T1496.003 SMS Pumping|T1496.004 Cloud Service Hijacking|T1498 Network Denial of Service|T1531 Account Access Removal|T1565 Data Manipulation',
  'resource-development': 'T1583 Acquire Infrastructure|T1586.003 Cloud Accounts',
  reconnaissance: 'T1595 Active Scanning',
};

/** The techniques that can be seen in the activity of a cloud account. */
export const attackTechniques: readonly AttackTechnique[] = collect();

function collect(): AttackTechnique[] {
  const found = new Map<string, { id: string; name: string; tactics: AttackTactic[] }>();
  for (const tactic of attackTactics) {
    for (const written of (inTactics[tactic] ?? '').split('|').filter((one) => one !== '')) {
      const [id = '', ...words] = written.split(' ');
      const technique = found.get(id) ?? { id, name: words.join(' '), tactics: [] };
      technique.tactics.push(tactic);
      found.set(id, technique);
    }
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function isTactic(text: string): text is AttackTactic {
  return attackTactics.some((tactic) => tactic === text);
}
