import type { Account } from '../core/account.ts';
import type { Activity } from '../core/activity.ts';
import type { Agent, Execution } from '../core/agent.ts';
import type { Finding, FindingDraft } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';

/** Values that a test does not care about; it names the ones that it does. */

const at = '2026-11-20T12:00:00.000Z';

export function activity(facts: Partial<Activity> = {}): Activity {
  return {
    eventId: '11111111-1111-4111-8111-111111111111',
    at,
    accountId: '111122223333',
    region: 'us-east-1',
    service: 'cloudtrail',
    action: 'StopLogging',
    isReadOnly: false,
    principal: {
      type: 'user',
      arn: 'arn:aws:iam::111122223333:user/mallory',
      name: 'mallory',
      accountId: '111122223333',
      accessKeyId: 'AKIAEXAMPLE',
      sessionIssuerArn: null,
      invokedBy: null,
      usedMfa: false,
    },
    sourceAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15',
    errorCode: null,
    errorMessage: null,
    resources: [],
    ...facts,
  };
}

export function findingDraft(facts: Partial<FindingDraft> = {}): FindingDraft {
  return {
    fingerprint: 'rule|aws/cloudtrail/trail-stopped|111122223333|us-east-1|mallory|main',
    producer: { kind: 'rule', id: 'aws/cloudtrail/trail-stopped' },
    severity: 'high',
    title: 'A CloudTrail trail was stopped or deleted',
    summary: 'mallory called cloudtrail:StopLogging on main.',
    why: 'Without a trail nobody can say later what was done.',
    remedy: 'Start the trail again.',
    accountId: '111122223333',
    region: 'us-east-1',
    isSimulated: true,
    principal: 'arn:aws:iam::111122223333:user/mallory',
    resource: 'main',
    tags: ['attack.t1562.008'],
    firstSeenAt: at,
    lastSeenAt: at,
    evidence: [{ kind: 'activity', activity: activity(), raw: { eventName: 'StopLogging' } }],
    ...facts,
  };
}

/** A finding as lists and streams carry it. */
export function finding(facts: Partial<Finding> = {}): Finding {
  const { evidence, ...draft } = findingDraft();
  return { ...draft, id: 'finding-1', status: 'open', evidenceCount: evidence.length, decision: null, createdAt: at, updatedAt: at, ...facts };
}

export function agent(facts: Partial<Agent> = {}): Agent {
  return {
    id: 'agent-1',
    typeId: 'cloudtrail-monitoring',
    name: 'CloudTrail watch',
    accountId: null,
    settings: {},
    every: '60s',
    state: 'running',
    isExecuting: false,
    lastExecution: null,
    nextRunAt: null,
    createdAt: at,
    updatedAt: at,
    ...facts,
  };
}

export function execution(facts: Partial<Execution> = {}): Execution {
  return { id: 'execution-1', agentId: 'agent-1', trigger: 'schedule', status: 'succeeded', startedAt: at, endedAt: at, counts: {}, gapCount: 0, error: null, ...facts };
}

export function gap(facts: Partial<Gap> = {}): Gap {
  return {
    reason: 'access-denied',
    accountId: '111122223333',
    region: 'us-east-1',
    service: 'cloudtrail',
    operation: 'LookupEvents',
    action: 'cloudtrail:LookupEvents',
    because: 'Could not look at cloudtrail in us-east-1: the role may not',
    at,
    ...facts,
  };
}

export function account(facts: Partial<Account> = {}): Account {
  return {
    id: 'account-1',
    accountId: '111122223333',
    name: 'production',
    isSimulated: true,
    credential: { kind: 'ambient' },
    regions: ['us-east-1'],
    defaultRegion: 'us-east-1',
    organizationId: null,
    status: 'active',
    statusReason: null,
    createdAt: at,
    updatedAt: at,
    ...facts,
  };
}

/** A plain CloudTrail record, as LookupEvents hands it out. */
export function cloudTrailRecord(facts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.10',
    eventID: '22222222-2222-4222-8222-222222222222',
    eventTime: '2026-11-20T12:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15',
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/mallory', userName: 'mallory', accountId: '111122223333', accessKeyId: 'AKIAEXAMPLE' },
    requestParameters: { name: 'main' },
    responseElements: null,
    readOnly: false,
    recipientAccountId: '111122223333',
    ...facts,
  };
}
