import { CloudTrailClient, DeleteTrailCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, paginateListObjectsV2, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

const minuteMs = 60_000;
const startedAt = new Date('2026-11-20T12:02:00Z');
const fileSchema = z.object({ Records: z.array(z.looseObject({ eventID: z.string(), eventName: z.string(), eventTime: z.string(), recipientAccountId: z.string(), awsRegion: z.string() })) });

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim({ startedAt, fileDelay: { leastMs: 0, mostMs: 0 } });
});
afterAll(() => test.close());

const s3 = async () => test.client(S3Client, await test.administrator());
const ownTrail = () => {
  const trail = test.member().regions.get('us-east-1')?.trails[0]?.trail;
  return { bucket: trail?.S3BucketName ?? '', name: trail?.Name ?? '' };
};
const folder = (day: string, region = 'us-east-1') => `AWSLogs/${test.member().id}/CloudTrail/${region}/${day}/`;

async function keysBelow(Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: await s3(), pageSize: 100 }, { Bucket: ownTrail().bucket, Prefix })) keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  return keys;
}

async function recordsOf(Key: string) {
  const { Body } = await (await s3()).send(new GetObjectCommand({ Bucket: ownTrail().bucket, Key }));
  return fileSchema.parse(JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString('utf8'))).Records;
}

describe('a trail', () => {
  it('delivers under the keys that AWS uses, page by page, in the order of their names', async () => {
    const keys = await keysBelow(folder('2026/11/19'));
    expect(keys.length).toBeGreaterThan(200);
    const shape = new RegExp(`^AWSLogs/${test.member().id}/CloudTrail/us-east-1/2026/11/19/${test.member().id}_CloudTrail_us-east-1_20261119T\\d{3}[05]Z_\\w{16}\\.json\\.gz$`);
    expect(keys.filter((key) => !shape.test(key))).toEqual([]);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  it('delivers what LookupEvents tells of the same time, once each', async () => {
    const from = new Date('2026-11-19T09:00:00Z');
    const to = new Date('2026-11-19T09:59:59Z');
    const keys = (await keysBelow(folder('2026/11/19'))).filter((key) => /T(09(0[5-9]|[1-5]\d)|1000)Z/.test(key));
    const delivered = (await Promise.all(keys.map(recordsOf))).flat().map(({ eventID }) => eventID);
    const told = [...test.world.activity.lookup({ accountId: test.member().id, region: 'us-east-1' }, { from, to })].map(({ eventID }) => eventID);
    expect(told.length).toBeGreaterThan(100);
    expect(delivered.toSorted()).toEqual(told.toSorted());
  });

  it('has 90 days from the start, and says of each object the size that it has', async () => {
    expect(await keysBelow(folder('2026/08/22'))).not.toEqual([]);
    expect(await keysBelow(folder('2026/08/21'))).toEqual([]);
    const client = await s3();
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: ownTrail().bucket, Prefix: folder('2026/10/01'), MaxKeys: 3 }));
    for (const { Key, Size, ETag, LastModified } of Contents) expect(await client.send(new HeadObjectCommand({ Bucket: ownTrail().bucket, Key }))).toMatchObject({ ContentLength: Size, ETag, LastModified, ContentEncoding: 'gzip' });
    expect(Contents).toHaveLength(3);
  });

  it('shows accounts and regions as folders', async () => {
    const { organization, accounts } = test.world;
    const Bucket = accounts.get(organization.managementAccountId)?.regions.get('us-east-1')?.trails[0]?.trail.S3BucketName;
    const client = test.client(S3Client, test.world.administrator);
    const foldersBelow = async (Prefix: string) => (await client.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter: '/' }))).CommonPrefixes?.map((one) => one.Prefix);
    expect(await foldersBelow(`AWSLogs/${organization.id}/`)).toEqual([...accounts.keys()].map((id) => `AWSLogs/${organization.id}/${id}/`).sort());
    expect(await foldersBelow(`AWSLogs/${organization.id}/${test.member().id}/CloudTrail/`)).toContain(`AWSLogs/${organization.id}/${test.member().id}/CloudTrail/eu-west-1/`);
  });

  it('delivers the calls that were made, the same however often it is asked', async () => {
    const client = test.client(EC2Client, await test.administrator());
    await client.send(new DescribeVpcsCommand({}));
    test.advance(10 * minuteMs);
    const key = (await keysBelow(folder('2026/11/20'))).find((one) => one.includes('T1205Z')) ?? '';
    const first = await recordsOf(key);
    expect(first.filter(({ eventName }) => eventName === 'DescribeVpcs').length).toBeGreaterThan(0);
    for (let later = 0; later < 3; later += 1) {
      test.advance(10 * minuteMs);
      await test.client(EC2Client, await test.administrator()).send(new DescribeVpcsCommand({}));
    }
    expect(await recordsOf(key)).toEqual(first);
  });
});

describe('somebody who tampers', () => {
  it('leaves a hole while the trail is off, up to the call that turned it off', async () => {
    const trails = async () => test.client(CloudTrailClient, await test.administrator());
    await (await trails()).send(new StopLoggingCommand({ Name: ownTrail().name }));
    const offAt = test.world.clock();
    test.advance(60 * minuteMs);
    const onAt = test.world.clock();
    await (await trails()).send(new StartLoggingCommand({ Name: ownTrail().name }));
    test.advance(60 * minuteMs);
    const keys = await keysBelow(folder('2026/11/20'));
    const times = (await Promise.all(keys.filter((key) => /T1[2-5]/.test(key)).map(recordsOf))).flat().map(({ eventTime }) => Date.parse(eventTime));
    expect(times.filter((at) => at > offAt.getTime() && at < onAt.getTime())).toEqual([]);
    expect(times.some((at) => at > onAt.getTime())).toBe(true);
  });

  it('can delete and replace what was delivered', async () => {
    const [deleted = '', replaced = ''] = await keysBelow(folder('2026/11/18'));
    const client = await s3();
    await client.send(new DeleteObjectCommand({ Bucket: ownTrail().bucket, Key: deleted }));
    await client.send(new PutObjectCommand({ Bucket: ownTrail().bucket, Key: replaced, Body: 'x' }));
    expect((await keysBelow(folder('2026/11/18'))).slice(0, 1)).toEqual([replaced]);
    await expect(client.send(new GetObjectCommand({ Bucket: ownTrail().bucket, Key: deleted }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await client.send(new HeadObjectCommand({ Bucket: ownTrail().bucket, Key: replaced }))).ContentLength).toBe(1);
  });

  it('ends the delivery by deleting the trail; what was delivered stays', async () => {
    const before = await keysBelow(folder('2026/11/20'));
    await test.client(CloudTrailClient, await test.administrator()).send(new DeleteTrailCommand({ Name: 'audit-trail' }));
    const bucket = [...test.member().buckets.values()].find(({ trails }) => trails.length > 0);
    test.advance(3 * 60 * minuteMs);
    const after = await (await s3()).send(new ListObjectsV2Command({ Bucket: bucket?.name, Prefix: folder('2026/11/20'), MaxKeys: 1_000 }));
    const keys = after.Contents?.map(({ Key }) => Key) ?? [];
    expect(keys).toEqual(expect.arrayContaining(before));
    // One more at most: of the minutes in which it was deleted.
    expect(keys.length - before.length).toBeLessThanOrEqual(1);
  });
});
