import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

const minuteMs = 60_000;
const startedAt = new Date('2026-11-20T12:02:00Z');
const from = new Date('2026-11-20T11:00:00Z');
const recordSchema = z.looseObject({ eventID: z.string(), eventName: z.string().optional() });
type Records = readonly z.output<typeof recordSchema>[];

let test: TestSim;
beforeEach(async () => {
  test = await openTestSim({ startedAt, fileDelay: { leastMs: 0, mostMs: 0 } });
});
afterEach(() => test.close());

const s3 = async () => test.client(S3Client, await test.administrator());
const Bucket = () => test.member().regions.get('us-east-1')?.trails[0]?.trail.S3BucketName ?? '';

/** The files of an hour, and what came before it. */
async function keys(day = '2026/11/20', after = 'T1100Z'): Promise<string[]> {
  const { id } = test.member();
  const Prefix = `AWSLogs/${id}/CloudTrail/us-east-1/${day}/`;
  const { Contents = [] } = await (await s3()).send(new ListObjectsV2Command({ Bucket: Bucket(), Prefix, StartAfter: `${Prefix}${id}_CloudTrail_us-east-1_20261120${after}_zzzzzzzzzzzzzzzzz` }));
  return Contents.map(({ Key = '' }) => Key);
}

async function bytesOf(Key: string): Promise<Uint8Array> {
  const { Body } = await (await s3()).send(new GetObjectCommand({ Bucket: Bucket(), Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

const recordsOf = async (key: string): Promise<Records> => z.object({ Records: z.array(recordSchema) }).parse(JSON.parse(gunzipSync(await bytesOf(key)).toString('utf8'))).Records;
const plant = (kind: 'truncated-file' | 'broken-json' | 'nameless-record' | 'repeated-records' | 'notified-twice' | 'notified-of-gone') => test.world.trailFiles.faults.add({ fault: { kind }, from });
const stampOf = (key: string) => /_(\d{8}T\d{4}Z)_/.exec(key)?.[1];

describe('a fault in what trails deliver', () => {
  it('cuts files off', async () => {
    plant('truncated-file');
    const [key = ''] = await keys();
    const bytes = await bytesOf(key);
    expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
  });

  it('breaks their JSON', async () => {
    plant('broken-json');
    const [key = ''] = await keys();
    const text = gunzipSync(await bytesOf(key)).toString('utf8');
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
  });

  it('puts a record without a name beside the others', async () => {
    const [key = ''] = await keys();
    const before = await recordsOf(key);
    plant('nameless-record');
    const after = await recordsOf(key);
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)?.eventName).toBeUndefined();
  });

  it('tells records again in the next file', async () => {
    const [first = '', second = ''] = await keys();
    const [one, two] = [await recordsOf(first), await recordsOf(second)];
    plant('repeated-records');
    expect(await recordsOf(second)).toEqual([...two, ...one]);
  });

  it('delivers files late, under the time of their coming, in the order of their names', async () => {
    const usual = await keys();
    const contents = (await Promise.all(usual.map(recordsOf))).flat().map(({ eventID }) => eventID);
    test.world.trailFiles.faults.add({ fault: { kind: 'late-file', minutes: 120 }, from, share: 0.5 });
    const inTime = await keys();
    expect(inTime.length).toBeLessThan(usual.length);
    test.advance(121 * minuteMs);
    const all = (await keys()).filter((key) => (stampOf(key) ?? '') <= '20261120T1205Z' || !inTime.includes(key));
    expect(all).toEqual(all.toSorted());
    const late = all.filter((key) => (stampOf(key) ?? '') > '20261120T1300Z');
    expect(late.length).toBeGreaterThan(0);
    const told = (await Promise.all(all.map(recordsOf))).flat().map(({ eventID }) => eventID);
    expect(told).toEqual(expect.arrayContaining(contents));
    expect(new Set(told).size).toBe(told.length);
  });

  it('strikes the same files each time, only those that fit, and no more once it is taken away', async () => {
    const faults = test.world.trailFiles.faults;
    const before = await Promise.all((await keys()).map(bytesOf));
    const id = faults.add({ fault: { kind: 'truncated-file' }, share: 0.5, from });
    const sizes = async () => (await Promise.all((await keys()).map(bytesOf))).map(({ byteLength }) => byteLength);
    const struck = await sizes();
    expect(await sizes()).toEqual(struck);
    const changed = struck.filter((size, i) => size !== before[i]?.byteLength).length;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(struck.length);
    faults.remove(id);
    faults.add({ fault: { kind: 'truncated-file' }, match: { region: 'eu-west-1' }, from });
    faults.add({ fault: { kind: 'truncated-file' } });
    expect(await sizes()).toEqual(before.map(({ byteLength }) => byteLength));
  });
});

it('notifications come twice, and of objects that are gone', async () => {
  plant('notified-twice');
  plant('notified-of-gone');
  const sqs = test.client(SQSClient, test.world.administrator);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'organization-trail-files' }));
  test.advance(5 * minuteMs);
  const told = new Map<string, number>();
  while (true) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) break;
    for (const { Body = '', ReceiptHandle } of Messages) {
      const { Records: [record] } = z.object({ Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })) }).parse(JSON.parse(Body));
      const key = record?.s3.object.key ?? '';
      told.set(key, (told.get(key) ?? 0) + 1);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  const gone = [...told.keys()].filter((key) => key.includes('_GoneGoneGoneGone'));
  expect(gone.length).toBeGreaterThan(0);
  expect([...told].filter(([key]) => !gone.includes(key)).map(([, times]) => times)).toEqual(gone.map(() => 2));
  const shared = test.client(S3Client, test.world.administrator);
  const bucket = [...(test.world.accounts.get(test.world.administrator.accountId)?.buckets.values() ?? [])].find(({ trails }) => trails.length > 0)?.name;
  await expect(shared.send(new GetObjectCommand({ Bucket: bucket, Key: gone[0] }))).rejects.toMatchObject({ name: 'NoSuchKey' });
});
