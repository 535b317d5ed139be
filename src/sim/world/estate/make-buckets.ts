import type { Dice } from '../seeded-random.ts';
import type { PolicyDocument, SimAccount, SimBucket } from '../world.ts';
import type { AccountPlan } from './account-plans.ts';
import { tagsFor } from './tags.ts';

const dayMs = 86_400_000;

/** Folders of a kind of bucket and what lies in them. */
const contents: Readonly<Record<string, { folders: readonly string[]; ending: string; type: string; body: string }>> = {
  assets: { folders: ['images', 'styles', 'fonts'], ending: 'svg', type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  exports: { folders: ['customers', 'orders', 'invoices'], ending: 'csv', type: 'text/csv', body: 'id,name,country\n1,Example Person,SE\n' },
  logs: { folders: ['access', 'application'], ending: 'log', type: 'text/plain', body: 'INFO started\n' },
};

export interface BucketFacts {
  readonly plan: AccountPlan;
  readonly dice: Dice;
  readonly startedAt: Date;
}

/** Three buckets for each application, some of them empty, and one of artifacts. */
export function addBuckets(account: SimAccount, { plan, dice, startedAt }: BucketFacts): void {
  const regions = plan.regions.map(({ name }) => name);
  for (const app of plan.apps) {
    for (const use of Object.keys(contents)) {
      const bucket = addBucket(account, `${app}-${use}-${plan.environment}-${dice.hex(6)}`, { region: regions[0] ?? '', dice, createdAt: new Date(startedAt.getTime() - (100 + dice.whole(600)) * dayMs) });
      for (const { Key, Value } of tagsFor(app, plan.environment, dice)) bucket.tags.set(Key ?? '', Value ?? '');
      bucket.tags.set('data', use === 'exports' ? 'confidential' : 'internal');
      if (dice.chance(0.1)) continue;
      const count = 8 + dice.whole(18);
      for (let n = 0; n < count; n += 1) addObject(bucket, { use, dice, at: new Date(startedAt.getTime() - dice.whole(90 * dayMs)) });
    }
  }
  for (const region of regions) {
    const artifacts = addBucket(account, `${plan.name}-artifacts-${region}-${dice.hex(6)}`, { region, dice, createdAt: new Date(startedAt.getTime() - 500 * dayMs) });
    for (let n = 0; n < 10; n += 1) {
      const body = Buffer.from(dice.hex(64));
      addBody(artifacts, `deploy/${dice.hex(40)}.zip`, { body, type: 'application/zip', dice, at: new Date(startedAt.getTime() - dice.whole(30 * dayMs)) });
    }
  }
}

export function addBucket(account: SimAccount, name: string, { region, dice, createdAt, policy }: { region: string; dice: Dice; createdAt: Date; policy?: PolicyDocument }): SimBucket {
  const bucket: SimBucket = {
    name,
    region,
    createdAt,
    tags: new Map(),
    policy: policy ?? onlyEncrypted(name),
    publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    ...(dice.chance(0.6) ? { versioning: 'Enabled' as const } : {}),
    ...(dice.chance(0.9) ? { encryption: dice.chance(0.5) ? ('aws:kms' as const) : ('AES256' as const) } : {}),
    objects: new Map(),
    trails: [],
    deleted: new Set(),
  };
  account.buckets.set(name, bucket);
  return bucket;
}

function onlyEncrypted(name: string): PolicyDocument {
  return { Version: '2012-10-17', Statement: [{ Sid: 'OnlyEncryptedTransport', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' }, IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }] };
}

function addObject(bucket: SimBucket, { use, dice, at }: { use: string; dice: Dice; at: Date }): void {
  const content = contents[use];
  if (!content) return;
  const key = `${dice.pick(content.folders)}/dt=${at.toISOString().slice(0, 10)}/part-${dice.digits(5)}.${content.ending}`;
  addBody(bucket, key, { body: Buffer.from(content.body), type: content.type, dice, at });
}

function addBody(bucket: SimBucket, key: string, { body, type, dice, at }: { body: Uint8Array; type: string; dice: Dice; at: Date }): void {
  bucket.objects.set(key, { key, body, contentType: type, etag: `"${dice.hex(32)}"`, modifiedAt: at });
}
