import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { openRecordReader } from '../../watch/activity/read-records.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { listLocalTexts } from '../../watch/activity/sources/local-files.ts';
import { noteRecord } from './note-record.ts';
import { readInThread } from './read-in-thread.ts';
import { readTexts } from './read-texts.ts';

const rulePaths = [new URL('../../../rules', import.meta.url).pathname];
const { rules } = await loadRules(rulePaths);
const records = [
  cloudTrailRecord(),
  cloudTrailRecord({ eventID: 'session', eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', responseElements: { credentials: { accessKeyId: 'ASIAONE' } } }),
  cloudTrailRecord({ eventID: 'näme 😀', eventSource: 'example.com', eventName: 'Look', readOnly: true, recipientAccountId: undefined, userAgent: undefined, errorCode: 'AccessDenied', errorMessage: 'no' }),
  cloudTrailRecord({ eventID: 'resources', resources: [{ ARN: 'arn:aws:s3:::a', type: 'AWS::S3::Bucket' }, { ARN: 'arn:aws:s3:::b' }] }),
  { eventName: 'no record' },
];

async function writeTexts(): Promise<string> {
  const folder = await makeTestFolder();
  const whole = gzipSync(JSON.stringify({ Records: records }));
  await writeFile(join(folder, '1.json.gz'), whole);
  await writeFile(join(folder, '2.json.gz'), whole.subarray(0, whole.length - 9));
  await writeFile(join(folder, '3.json'), JSON.stringify({ Records: Array.from({ length: 6_000 }, (_, at) => cloudTrailRecord({ eventID: `e${at}`, userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::1:user/${at % 7}` } })) }));
  return folder;
}

async function allOf<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

it('reads in a thread of its own exactly what is read here', { timeout: 60_000 }, async () => {
  const texts = await listLocalTexts([await writeTexts()]);
  const here = await allOf(readTexts(openRecordReader(rules, noteRecord), { texts, stdin: process.stdin }));
  const there = await allOf(readInThread({ texts, rulePaths, placeholders: {} }, rules));
  expect(here.map(({ text, end }) => [text, end?.status])).toEqual([[0, 'read'], [1, 'broken'], [2, undefined], [2, 'read']]);
  expect(here.flatMap((part) => part.records.flatMap(({ matched }) => matched.map(({ id }) => id)))).toContain('aws/cloudtrail/trail-stopped');
  // Bytes may be of another class, which says nothing.
  const plain = (parts: typeof here) => parts.map((part) => ({ ...part, records: part.records.map((one) => ({ ...one, raw: Buffer.from(one.raw).toString() })) }));
  expect(plain(there)).toEqual(plain(here));
});

it('tells what goes wrong in the thread, and ends it when nobody asks for more', { timeout: 60_000 }, async () => {
  const texts = await listLocalTexts([await writeTexts()]);
  await expect(allOf(readInThread({ texts, rulePaths: ['/nowhere'], placeholders: {} }, rules))).rejects.toThrow('/nowhere cannot be read');
  const first = readInThread({ texts, rulePaths, placeholders: {} }, rules);
  expect((await first.next()).done).toBe(false);
  await first.return(undefined);
  expect(await first.next()).toEqual({ done: true, value: undefined });
});
