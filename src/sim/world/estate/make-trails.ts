import type { Dice } from '../seeded-random.ts';
import type { SimOrganization } from '../sim-organization.ts';
import type { PolicyDocument, SimAccount, SimTrail } from '../world.ts';
import { homeRegion } from './account-plans.ts';
import { addBucket } from './make-buckets.ts';
import { addQueue } from './make-messaging.ts';

const queueName = 'organization-trail-files';
/** Accounts that rely on the trail of the organisation alone. */
const withoutOwn: ReadonlySet<string> = new Set(['data']);

export interface TrailFacts {
  readonly organization: SimOrganization;
  readonly dice: Dice;
  readonly createdAt: Date;
}

/** One trail for the whole organisation, and one that most accounts keep for themselves. */
export function addTrails(accounts: ReadonlyMap<string, SimAccount>, facts: TrailFacts): void {
  const { organization, dice, createdAt } = facts;
  const management = accounts.get(organization.managementAccountId);
  if (!management) return;
  const logs = addLogBucket(management, `organization-trail-${organization.id}`, facts);
  management.regions.get(homeRegion)?.trails.push(trail(management, { name: 'organization-trail', bucket: logs, createdAt, isOrganization: true }));
  listen(management, logs, createdAt);
  for (const account of accounts.values()) {
    if (account === management || withoutOwn.has(account.name)) continue;
    const bucket = addLogBucket(account, `${account.name}-audit-trail-${dice.hex(6)}`, facts);
    account.regions.get(homeRegion)?.trails.push(trail(account, { name: 'audit-trail', bucket, createdAt, isOrganization: false }));
  }
}

function trail(account: SimAccount, { name, bucket, createdAt, isOrganization }: { name: string; bucket: string; createdAt: Date; isOrganization: boolean }): SimTrail {
  const made: SimTrail = {
    trail: {
      Name: name,
      S3BucketName: bucket,
      TrailARN: `arn:aws:cloudtrail:${homeRegion}:${account.id}:trail/${name}`,
      HomeRegion: homeRegion,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: isOrganization,
      IncludeGlobalServiceEvents: true,
      LogFileValidationEnabled: true,
      HasCustomEventSelectors: false,
      // The organisation's trail leaves it to those of the accounts.
      HasInsightSelectors: !isOrganization,
    },
    isLogging: true,
    startedAt: createdAt,
    switches: [{ isLogging: true, at: createdAt }],
  };
  account.buckets.get(bucket)?.trails.push(made);
  return made;
}

/** A queue that hears of every file of the organisation's trail, for whoever does not want to ask again and again. */
function listen(account: SimAccount, bucketName: string, createdAt: Date): void {
  const region = account.regions.get(homeRegion);
  const bucket = account.buckets.get(bucketName);
  if (!region || !bucket) return;
  const arn = `arn:aws:sqs:${homeRegion}:${account.id}:${queueName}`;
  const policy: PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: arn, Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${bucketName}` } } }] };
  addQueue(account, region, { name: queueName, createdAt, attributes: { MessageRetentionPeriod: '86400', Policy: JSON.stringify(policy) } });
  bucket.notifications = { QueueConfigurations: [{ Id: queueName, QueueArn: arn, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'suffix', Value: '.json.gz' }] } } }] };
}

function addLogBucket(account: SimAccount, name: string, { dice, createdAt }: TrailFacts): string {
  addBucket(account, name, {
    region: homeRegion,
    dice,
    createdAt,
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'AclCheck', Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${name}` },
        { Sid: 'Write', Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject', Resource: `arn:aws:s3:::${name}/AWSLogs/*`, Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } } },
      ],
    },
  });
  return name;
}
