/** US dollars an hour on demand in us-east-1, rounded: enough for a bill whose proportions are right. */
const hourly: Readonly<Record<string, number>> = {
  't3.medium': 0.0416,
  't3.large': 0.0832,
  'm6i.large': 0.096,
  'm6i.xlarge': 0.192,
  'm7g.large': 0.0816,
  'c6i.xlarge': 0.17,
  'c6i.2xlarge': 0.34,
  'r6i.large': 0.126,
  'r6i.xlarge': 0.252,
  'r6i.2xlarge': 0.504,
  'r7g.xlarge': 0.2142,
  'g5.12xlarge': 5.672,
  'p3.16xlarge': 24.48,
  'p4d.24xlarge': 32.77,
};

export const prices = {
  gp2GbMonth: 0.1,
  gp3GbMonth: 0.08,
  io2GbMonth: 0.125,
  snapshotGbMonth: 0.05,
  natHour: 0.045,
  natGb: 0.045,
  addressHour: 0.005,
  transferGb: 0.09,
  loadBalancerHour: 0.0225,
  storageGbMonth: 0.023,
  requestsPerThousand: 0.005,
  keyMonth: 1,
  secretMonth: 0.4,
} as const;

export function instanceHourlyUsd(type: string): number {
  return hourly[type] ?? 0.1;
}

/** How the bill writes a region before usage types; us-east-1 has no prefix. */
export function usagePrefix(region: string): string {
  const prefixes: Readonly<Record<string, string>> = { 'us-east-1': '', 'us-east-2': 'USE2-', 'us-west-2': 'USW2-', 'eu-west-1': 'EUW1-', 'eu-central-1': 'EUC1-', 'ap-southeast-2': 'APS2-' };
  return prefixes[region] ?? `${region}-`;
}
