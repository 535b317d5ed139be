import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AwsDoor, AwsSession } from '../../../base/aws/door.ts';
import { openAwsDoor } from '../../../base/aws/open-aws-door.ts';
import { configSchema } from '../../../base/config/config-schema.ts';
import { openTestSim, type TestSim } from '../../../sim/open-test-sim.ts';
import { account } from '../../../testing/builders.ts';
import { askPublicKeys, type PublicKeys } from './public-keys.ts';
import type { TrailFolder } from './trail-folder.ts';
import { s3TrailFolder, verifyTrailActions } from './trail-folder-s3.ts';
import { verifyPlace } from './verify-place.ts';

const startedAt = new Date();
const hourMs = 3_600_000;
/** The newest digest needs a minute to come. */
const to = new Date(startedAt.getTime() - 2 * 60_000);
const from = new Date(to.getTime() - 5 * hourMs);

let test: TestSim;
let door: AwsDoor;
let session: AwsSession;
let folder: TrailFolder;
let keys: PublicKeys;

beforeAll(async () => {
  test = await openTestSim({ startedAt, readerActions: [...verifyTrailActions], fileDelay: { leastMs: 0, mostMs: 30_000 } });
  const { watcher } = test.world;
  const member = test.member();
  door = openAwsDoor({ config: configSchema.parse({ aws: { endpoint: test.sim.url, retry: { baseDelay: '5ms', maxDelay: '20ms' } } }).aws, baseCredentials: async () => ({ accessKeyId: watcher.accessKeyId, secretAccessKey: watcher.secretAccessKey }) });
  const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${member.id}:role/${watcher.roleName}`, externalId: watcher.externalId };
  session = door.for(account({ accountId: member.id, credential }), 'us-east-1', { actions: [...verifyTrailActions], caller: 'test' });
  const trail = member.regions.get('us-east-1')?.trails[0]?.trail;
  folder = s3TrailFolder(session, { bucket: trail?.S3BucketName ?? '', prefix: '', organization: '', accountId: member.id, region: 'us-east-1' }, trail?.Name ?? '');
  keys = await askPublicKeys(session, { from, to });
});
afterAll(async () => {
  await door.close();
  await test.close();
});

const verified = () => verifyPlace(folder, { from, to, keys });
const kinds = async () => (await verified()).problems.map(({ kind, key }) => ({ kind, key }));
const s3 = async () => test.client(S3Client, await test.administrator());
async function keysOf<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of list) found.push(one);
  return found;
}

it('a trail that nobody touched has nothing wrong', async () => {
  const { digests, logFiles, problems, restarts } = await verified();
  expect(problems).toEqual([]);
  expect(restarts).toEqual([]);
  expect(digests).toBe(5);
  expect(logFiles).toBeGreaterThan(20);
});

it('names the log files that were deleted, changed and smuggled in', async () => {
  const logs = await keysOf(folder.listLogs(new Date(from.getTime() + 1.5 * hourMs), new Date(from.getTime() + 2 * hourMs)));
  const [deleted = '', changed = ''] = logs.map(({ key }) => key);
  const client = await s3();
  const Bucket = folder.bucket;
  await client.send(new DeleteObjectCommand({ Bucket, Key: deleted }));
  await client.send(new PutObjectCommand({ Bucket, Key: changed, Body: gzipSync('{"Records":[]}') }));
  const extra = changed.replace(/_\w{16}\.json\.gz$/, '_SMUGGLED00000000.json.gz');
  await client.send(new PutObjectCommand({ Bucket, Key: extra, Body: gzipSync('{"Records":[]}') }));
  expect(await kinds()).toEqual(expect.arrayContaining([{ kind: 'log-missing', key: deleted }, { kind: 'log-changed', key: changed }, { kind: 'log-extra', key: extra }]));
  expect(await kinds()).toHaveLength(3);
});

it('names digests that were rewritten, moved and deleted', async () => {
  const [, rewritten = '', deleted = '', , unsigned = ''] = await keysOf(folder.listDigests(from, to));
  const client = await s3();
  const Bucket = folder.bucket;
  const { Body, Metadata = {} } = await client.send(new GetObjectCommand({ Bucket, Key: rewritten }));
  const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString('utf8');
  await client.send(new PutObjectCommand({ Bucket, Key: rewritten, Metadata, Body: gzipSync(text.replace('"newestEventTime":"2', '"newestEventTime":"1')) }));
  await client.send(new DeleteObjectCommand({ Bucket, Key: deleted }));
  const last = await client.send(new GetObjectCommand({ Bucket, Key: unsigned }));
  await client.send(new PutObjectCommand({ Bucket, Key: unsigned, Body: (await last.Body?.transformToByteArray()) ?? '' }));
  const found = await kinds();
  for (const problem of [{ kind: 'wrong-signature', key: rewritten }, { kind: 'digest-missing', key: deleted }, { kind: 'unsigned', key: unsigned }]) expect(found).toContainEqual(problem);
  // What the deleted digest named is not held against anybody.
  expect(found.filter(({ kind, key }) => kind === 'log-extra' && !key.includes('SMUGGLED'))).toEqual([]);
});

it('what may not be read is no pass', async () => {
  test.sim.faults.add({ match: { operation: 'GetObject' }, fault: { kind: 'access-denied' } });
  await expect(verified()).resolves.toMatchObject({ digests: 0, newest: null, unread: [{ reason: 'access-denied', action: 's3:GetObject' }, {}, {}, {}] });
  test.sim.faults.clear();
});
