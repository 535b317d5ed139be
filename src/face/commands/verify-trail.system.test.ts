import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { spawn } from 'node:child_process';
import { createHash, sign } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestCredentials, type TestSim } from '../../sim/open-test-sim.ts';
import { makeSigner } from '../../testing/make-signed-trail.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';

const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
const rowSchema = z.looseObject({ kind: z.string(), severity: z.string().nullable(), accountId: z.string(), region: z.string(), key: z.string().nullable() });
const digestSchema = z.looseObject({ digestEndTime: z.string(), digestS3Bucket: z.string(), digestS3Object: z.string(), previousDigestSignature: z.string().nullable(), logFiles: z.array(z.object({ s3Object: z.string() })) });

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim({ startedAt: new Date(), fileDelay: { leastMs: 0, mostMs: 30_000 } });
});
afterAll(() => test.close());

/** The product in a process of its own, with credentials as people have them. */
async function verify(words: readonly string[], credentials: TestCredentials | undefined) {
  const { PATH = '' } = process.env;
  const keys = credentials ? { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey, AWS_SESSION_TOKEN: credentials.sessionToken ?? '' } : {};
  const child = spawn(process.execPath, [main, 'verify-trail', ...words, '--format', 'jsonl'], {
    cwd: await makeTestFolder(),
    env: { PATH, HOME: '/nonexistent', AWS_ENDPOINT_URL: test.sim.url, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', ...keys },
  });
  const written = { out: '', err: '' };
  child.stdout.on('data', (text) => (written.out += String(text)));
  child.stderr.on('data', (text) => (written.err += String(text)));
  await once(child, 'close');
  return { exit: child.exitCode, err: written.err, rows: written.out.split('\n').filter((line) => line !== '').map((line) => rowSchema.parse(JSON.parse(line))) };
}

const member = () => test.administrator();
const Bucket = () => test.member().regions.get('us-east-1')?.trails[0]?.trail.S3BucketName ?? '';
const s3 = async () => test.client(S3Client, await member());
async function digestsOf(region: string): Promise<string[]> {
  const { Contents = [] } = await (await s3()).send(new ListObjectsV2Command({ Bucket: Bucket(), Prefix: `AWSLogs/${test.member().id}/CloudTrail-Digest/${region}/` }));
  return Contents.map(({ Key = '' }) => Key);
}
async function readDigest(Key: string) {
  const { Body } = await (await s3()).send(new GetObjectCommand({ Bucket: Bucket(), Key }));
  return digestSchema.parse(JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? '').toString()));
}

it('passes the trail of an account in every region that it delivers for', { timeout: 120_000 }, async () => {
  const { exit, err, rows } = await verify(['--since', '150m'], await member());
  expect(rows).toEqual([]);
  expect(err).toMatch(/(12|18) digests and \d+ log files; 6 of 6 accounts and regions are whole/);
  expect(exit).toBe(0);
});

it('finds what somebody with access to the bucket did, and passes the regions that nobody touched', { timeout: 120_000 }, async () => {
  const [stripped = '', robbed = '', forged = ''] = (await digestsOf('us-east-1')).slice(-3);
  const [deleted = '', changed = ''] = (await readDigest(robbed)).logFiles.map(({ s3Object }) => s3Object);
  const client = await s3();
  await client.send(new DeleteObjectCommand({ Bucket: Bucket(), Key: stripped }));
  await client.send(new DeleteObjectCommand({ Bucket: Bucket(), Key: deleted }));
  await client.send(new PutObjectCommand({ Bucket: Bucket(), Key: changed, Body: gzipSync('{"Records":[]}') }));
  // A digest that names nothing, signed properly, with a key of one's own.
  const mallory = makeSigner();
  const digest = { ...(await readDigest(forged)), logFiles: [], digestPublicKeyFingerprint: mallory.fingerprint };
  const text = JSON.stringify(digest);
  const signature = sign('sha256', Buffer.from([digest.digestEndTime, `${digest.digestS3Bucket}/${forged}`, createHash('sha256').update(text).digest('hex'), digest.previousDigestSignature ?? 'null'].join('\n')), mallory.privateKey).toString('hex');
  await client.send(new PutObjectCommand({ Bucket: Bucket(), Key: forged, Body: gzipSync(text), Metadata: { signature, 'signature-algorithm': 'SHA256withRSA' } }));

  const { exit, err, rows } = await verify(['--since', '4h', '--region', 'us-east-1', '--region', 'us-west-2'], await member());
  expect(rows.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([`digest-missing ${stripped}`, `log-changed ${changed}`, `log-missing ${deleted}`, `unknown-key ${forged}`]);
  expect(rows.every(({ region }) => region === 'us-east-1')).toBe(true);
  expect(err).toContain('1 of 2 accounts and regions are whole; 4 things to look at');
  expect(exit).toBe(1);
});

it("follows an organisation's trail into every account and region, or into those that are asked for", { timeout: 180_000 }, async () => {
  const management = test.world.accounts.get(test.world.organization.managementAccountId);
  const all = await verify(['--trail', 'organization-trail', '--since', '90m', '--region', 'us-east-1', '--region', 'eu-west-1'], test.world.administrator);
  expect(all).toMatchObject({ exit: 0, rows: [], err: expect.stringMatching(/(6|12) digests and \d+ log files; 6 of 6/) });
  const some = await verify(['--trail', management?.regions.get('us-east-1')?.trails[0]?.trail.TrailARN ?? '', '--since', '90m', '--account', test.member().id, '--region', 'eu-west-1'], test.world.administrator);
  expect(some).toMatchObject({ exit: 0, err: expect.stringMatching(/[12] digests and \d+ log files; 1 of 1/) });
});

it('what it may not read is no pass, and neither is a trail without validation', { timeout: 120_000 }, async () => {
  const words = ['--since', '90m', '--region', 'us-west-2'];
  test.sim.faults.add({ match: { operation: 'GetObject' }, fault: { kind: 'access-denied' } });
  const refused = await verify(words, await member());
  expect(refused).toMatchObject({ exit: 3, err: expect.stringContaining('0 of 1') });
  expect(new Set(refused.rows.map(({ kind, severity }) => `${kind} ${severity}`))).toEqual(new Set(['not-read null']));
  test.sim.faults.clear();
  const trail = test.member().regions.get('us-east-1')?.trails[0]?.trail;
  Object.assign(trail ?? {}, { LogFileValidationEnabled: false });
  expect(await verify(words, await member())).toMatchObject({ exit: 3, rows: [{ kind: 'not-validated' }] });
  Object.assign(trail ?? {}, { LogFileValidationEnabled: true });
});

it('says what to do without credentials, without a trail and with a wrong name', { timeout: 120_000 }, async () => {
  expect(await verify([], undefined)).toMatchObject({ exit: 3, err: expect.stringMatching(/AWS was not asked.*credentials[\s\S]*hint: Set credentials as for the AWS CLI/) });
  expect(await verify(['--trail', 'audit-trial'], await member())).toMatchObject({ exit: 2, err: expect.stringMatching(/There is no trail audit-trial; did you mean audit-trail\?[\s\S]*hint: There are: arn:aws:cloudtrail/) });
  const management = test.world.accounts.get(test.world.organization.managementAccountId);
  const [kept] = management?.regions.get('us-east-1')?.trails.splice(0) ?? [];
  expect(await verify([], test.world.administrator)).toMatchObject({ exit: 4, err: expect.stringContaining('The account has no trail') });
  if (kept) management?.regions.get('us-east-1')?.trails.push(kept);
});
