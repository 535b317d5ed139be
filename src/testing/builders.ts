import type { Account } from '../core/account.ts';
import type { FindingDraft } from '../core/finding.ts';
import type { Activity } from '../core/activity.ts';

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
    fingerprint: 'rule|aws/trail-stopped|111122223333|us-east-1|mallory|main',
    producer: { kind: 'rule', id: 'aws/trail-stopped' },
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
