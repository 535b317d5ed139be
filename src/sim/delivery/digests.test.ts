import { CloudTrailClient, ListPublicKeysCommand, StartLoggingCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

const digestSchema = z.object({
  digestStartTime: z.string(), digestEndTime: z.string(), digestS3Bucket: z.string(), digestS3Object: z.string(), digestPublicKeyFingerprint: z.string(),
  previousDigestS3Object: z.string().nullable(), previousDigestHashValue: z.string().nullable(), previousDigestSignature: z.string().nullable(),
  logFiles: z.array(z.object({ s3Object: z.string(), hashValue: z.string() })),
});

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim({ startedAt: new Date('2026-11-20T12:02:00Z'), fileDelay: { leastMs: 0, mostMs: 30_000 } });
});
afterAll(() => test.close());

const bucketName = () => test.member().regions.get('us-east-1')?.trails[0]?.trail.S3BucketName;
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function read(Key: string) {
  const { Body, Metadata } = await test.client(S3Client, await test.administrator()).send(new GetObjectCommand({ Bucket: bucketName(), Key }));
  return { bytes: gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()), signature: Metadata?.signature ?? '' };
}

async function digestKeys(): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: test.client(S3Client, await test.administrator()) }, { Bucket: bucketName(), Prefix: `AWSLogs/${test.member().id}/CloudTrail-Digest/us-east-1/` })) keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
  return keys;
}

it('signs a chain of hourly digests that names every log file with the hash of what is in it', async () => {
  const keys = (await digestKeys()).slice(-4);
  expect(keys).toHaveLength(4);
  const trails = test.client(CloudTrailClient, await test.administrator());
  const [published] = (await trails.send(new ListPublicKeysCommand({}))).PublicKeyList ?? [];
  const publicKey = createPublicKey({ key: Buffer.from(published?.Value ?? []), format: 'der', type: 'pkcs1' });
  const made: { key: string; hash: string; signature: string }[] = [];
  const named: unknown[] = [];
  for (const key of keys) {
    const { bytes, signature } = await read(key);
    const digest = digestSchema.parse(JSON.parse(bytes.toString('utf8')));
    expect(digest).toMatchObject({ digestS3Bucket: bucketName(), digestS3Object: key, digestPublicKeyFingerprint: published?.Fingerprint });
    const signed = [digest.digestEndTime, `${digest.digestS3Bucket}/${key}`, sha(bytes), digest.previousDigestSignature ?? 'null'].join('\n');
    expect(verify('sha256', Buffer.from(signed), publicKey, Buffer.from(signature, 'hex'))).toBe(true);
    named.push({ key: digest.previousDigestS3Object, hash: digest.previousDigestHashValue, signature: digest.previousDigestSignature });
    expect(digest.logFiles.length).toBeGreaterThan(5);
    for (const { s3Object, hashValue } of digest.logFiles.slice(0, 2)) expect(sha((await read(s3Object)).bytes)).toBe(hashValue);
    made.push({ key, hash: sha(bytes), signature });
  }
  expect(named.slice(1)).toEqual(made.slice(0, -1));
});

it('begins anew when the trail is started again', async () => {
  const cloudtrail = async () => test.client(CloudTrailClient, await test.administrator());
  const known = await digestKeys();
  await (await cloudtrail()).send(new StopLoggingCommand({ Name: 'audit-trail' }));
  test.advance(4 * 3_600_000);
  await (await cloudtrail()).send(new StartLoggingCommand({ Name: 'audit-trail' }));
  test.advance(2 * 3_600_000 + 60_000);
  const added = (await digestKeys()).filter((key) => !known.includes(key));
  const previous = await Promise.all(added.map(async (key) => digestSchema.parse(JSON.parse((await read(key)).bytes.toString('utf8'))).previousDigestS3Object));
  expect(previous.filter((one) => one === null)).toHaveLength(1);
  expect(added.length).toBeLessThan(6);
});
