import type { Dice } from '../seeded-random.ts';
import type { SimAccount, SimOrganization, SimTrail } from '../world.ts';
import { homeRegion } from './account-plans.ts';
import { addBucket } from './make-buckets.ts';

export interface TrailFacts {
  readonly organization: SimOrganization;
  readonly dice: Dice;
  readonly createdAt: Date;
}

/** One trail for the whole organisation, and one that each account keeps for itself. */
export function addTrails(accounts: ReadonlyMap<string, SimAccount>, facts: TrailFacts): void {
  const { organization, dice, createdAt } = facts;
  const management = accounts.get(organization.managementAccountId);
  if (!management) return;
  const logs = addLogBucket(management, `organization-trail-${organization.id}`, facts);
  management.regions.get(homeRegion)?.trails.push(trail(management, { name: 'organization-trail', bucket: logs, createdAt, isOrganization: true }));
  for (const account of accounts.values()) {
    if (account === management) continue;
    const bucket = addLogBucket(account, `${account.name}-audit-trail-${dice.hex(6)}`, facts);
    account.regions.get(homeRegion)?.trails.push(trail(account, { name: 'audit-trail', bucket, createdAt, isOrganization: false }));
  }
}

function trail(account: SimAccount, { name, bucket, createdAt, isOrganization }: { name: string; bucket: string; createdAt: Date; isOrganization: boolean }): SimTrail {
  return {
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
      HasInsightSelectors: false,
    },
    isLogging: true,
    startedAt: createdAt,
  };
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
