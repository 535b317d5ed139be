import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';

const stop = (facts: Record<string, unknown> = {}) => cloudTrailRecord({ eventID: '00000000-0000-4000-8000-000000000001', ...facts });
const quiet = cloudTrailRecord({ eventID: '00000000-0000-4000-8000-000000000002', eventName: 'DescribeTrails' });
const stopped = 'A CloudTrail trail was stopped or deleted';
const lineSchema = z.looseObject({ title: z.string(), eventID: z.string() });

async function folderWith(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await makeTestFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function detect(words: readonly string[], stdin?: Buffer | string) {
  const result = await runCommandLine(['detect', ...words, '--format', 'jsonl'], stdin === undefined ? {} : { stdin });
  const lines = result.out.split('\n').filter((line) => line !== '').map((line) => lineSchema.parse(JSON.parse(line)));
  return { ...result, lines, titles: lines.map(({ title }) => title) };
}

const asFile = (...records: unknown[]) => JSON.stringify({ Records: records });

describe('watchkeeper detect reads', () => {
  it.each<[string, string, string | Buffer]>([
    ['a file of CloudTrail', 'a.json', asFile(quiet, stop())],
    ['a compressed file', 'a.json.gz', gzipSync(asFile(quiet, stop()))],
    ['a compressed file with another name', 'a.json', gzipSync(asFile(quiet, stop()))],
    ['JSON lines', 'a.jsonl', `${JSON.stringify(quiet)}\n${JSON.stringify(stop())}\n`],
    ['a single record', 'a.json', JSON.stringify(stop(), null, 2)],
    ['a list of records', 'a.json', JSON.stringify([quiet, stop()])],
    ['an answer of LookupEvents', 'a.json', JSON.stringify({ Events: [{ EventId: '1', EventName: 'StopLogging', CloudTrailEvent: JSON.stringify(stop()) }], NextToken: 'x' })],
    ['an event of EventBridge', 'a.json', JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: stop() })],
  ])('%s', async (_name, file, content) => {
    const folder = await folderWith({ [file]: content });
    expect((await detect([join(folder, file)])).titles).toEqual([stopped]);
    expect(await detect([folder])).toMatchObject({ titles: [stopped], exit: 0 });
    expect((await detect(['-'], content)).titles).toEqual([stopped]);
  });

  it('files that a folder only links to', async () => {
    const [kept, linked] = [await folderWith({ 'a.json': asFile(stop()) }), await makeTestFolder()];
    await symlink(join(kept, 'a.json'), join(linked, 'b.json'));
    expect((await detect([linked])).titles).toEqual([stopped]);
  });

  it('nothing where there is nothing, and does not call that clean', async () => {
    const folder = await folderWith({ 'notes.txt': 'nothing here' });
    const { exit, err } = await detect([folder]);
    expect(exit).toBe(2);
    expect(err).toContain(`${folder} holds no file that records could be in`);
  });

  it('a folder with all below it, and leaves the digests beside the records alone', async () => {
    const folder = await folderWith({
      'AWSLogs/1/CloudTrail/us-east-1/2026/01/01/a.json.gz': gzipSync(asFile(stop())),
      'AWSLogs/1/CloudTrail-Digest/us-east-1/2026/01/01/d.json.gz': gzipSync('{"awsAccountId":"1"}'),
      'README.md': 'not a record',
    });
    const { titles, err } = await detect([folder]);
    expect(titles).toEqual([stopped]);
    expect(err).toContain('1 records of 1 file');
  });

  it('a record once, however often it comes', async () => {
    const folder = await folderWith({ 'a.json': asFile(stop(), stop()), 'b.json': asFile(stop()) });
    expect((await detect([folder])).lines).toHaveLength(1);
  });

  it('values that are no records without a word against them, but their number', async () => {
    const folder = await folderWith({ 'manifest.json': '{"files":3}', 'a.json': asFile(stop()) });
    expect(await detect([folder])).toMatchObject({ exit: 0, titles: [stopped], err: expect.stringContaining('1 were no CloudTrail records') });
  });
});

describe('what is damaged is told, and the rest is judged', () => {
  it.each<[string, string | Buffer, string]>([
    ['a compressed file that ends too soon', gzipSync(asFile(stop(), ...Array.from({ length: 4_000 }, (_, at) => cloudTrailRecord({ eventID: `x${at}`, eventName: `Describe${Math.sin(at)}` })))).subarray(0, -2_000), 'ends in the middle'],
    ['a file that ends too soon', asFile(stop(), quiet).slice(0, -20), 'it ends in the middle'],
    ['a line that is broken', `{"eventName": "x", "a": {\n${JSON.stringify(stop())}\n`, 'it ends in the middle'],
    ['a line that is no JSON', `{"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging", oops}\n${JSON.stringify(stop())}\n`, 'it is not JSON'],
    ['a record without a name', asFile(stop(), { eventID: 'x', eventSource: 'y' }), 'eventName'],
    ['a record without an id', asFile(stop(), { ...stop(), eventID: undefined }), 'eventID'],
    ['a string that is not closed', asFile(stop()).replace('"Records"', '"Records').concat(`\n${JSON.stringify(stop())}`), 'it ends in the middle'],
  ])('%s', async (_name, content, because) => {
    const folder = await folderWith({ 'a.json.gz': content, 'b.json': asFile(stop({ eventID: 'other' })) });
    const result = await detect([folder]);
    expect(result.lines.map(({ eventID }) => eventID).sort()).toEqual([stop().eventID, 'other']);
    expect(result.err).toContain(because);
    expect(result.exit).toBe(3);
  });

  it('a path that is not there ends it with a hint', async () => {
    expect(await detect(['/no/such/logs'])).toMatchObject({ exit: 2, err: expect.stringContaining('/no/such/logs cannot be read') });
  });
});

describe('rules', () => {
  const rule = (facts: string) => `title: Trails were looked at\nid: 6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1\nname: looked\nlevel: low\ntags: [attack.discovery, attack.t1526]\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  s: { eventName: DescribeTrails }\n  condition: s\n${facts}`;

  it('of a folder are used beside the built-in ones, or alone', async () => {
    const folder = await folderWith({ 'logs/a.json': asFile(stop(), quiet), 'rules/own.yml': rule('') });
    const words = [join(folder, 'logs'), '--rules', join(folder, 'rules')];
    expect((await detect(words)).titles.sort()).toEqual([stopped, 'Trails were looked at']);
    const { lines } = await detect([...words, '--no-builtin']);
    expect(lines).toEqual([
      {
        ruleId: '6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1',
        title: 'Trails were looked at',
        level: 'low',
        tactics: ['discovery'],
        techniques: ['T1526'],
        eventID: quiet.eventID,
        eventTime: quiet.eventTime,
        eventSource: 'cloudtrail.amazonaws.com',
        eventName: 'DescribeTrails',
        accountId: '111122223333',
        region: 'us-east-1',
        principal: 'arn:aws:iam::111122223333:user/mallory',
        sourceIPAddress: '198.51.100.7',
        explanation: expect.stringContaining('mallory called cloudtrail:DescribeTrails'),
      },
    ]);
  });

  it('of several events tell one line with all their ids', async () => {
    const counted = `---\ntitle: Many looks\nid: 7a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1\nlevel: high\ncorrelation:\n  type: event_count\n  rules: [looked]\n  group-by: [userIdentity.arn]\n  timespan: 5m\n  condition: { gte: 3 }\n`;
    const looks = [1, 2, 3].map((minute) => ({ ...quiet, eventID: `look-${minute}`, eventTime: `2026-01-01T00:0${minute}:00Z` }));
    const folder = await folderWith({ 'logs/a.json': asFile(...looks), 'rules/own.yml': rule(counted) });
    const { lines } = await detect([join(folder, 'logs'), '--rules', join(folder, 'rules'), '--no-builtin']);
    expect(lines).toMatchObject([{ title: 'Many looks', eventIDs: ['look-1', 'look-2', 'look-3'], eventTime: '2026-01-01T00:03:00Z' }]);
  });

  it('that are refused are told with file and line, and the others judge', async () => {
    const folder = await folderWith({ 'logs/a.json': asFile(quiet), 'rules/own.yml': rule(''), 'rules/bad.yml': rule('').replace('condition: s', 'condition: t').replace('6a1c', '8a1c') });
    const { titles, err } = await detect([join(folder, 'logs'), '--rules', join(folder, 'rules'), '--no-builtin']);
    expect(titles).toEqual(['Trails were looked at']);
    expect(err).toContain(`refused ${join(folder, 'rules/bad.yml')}:9: the condition names "t"`);
  });

  it('are needed', async () => {
    const folder = await folderWith({ 'a.json': asFile(quiet) });
    expect(await detect([folder, '--no-builtin'])).toMatchObject({ exit: 2, err: expect.stringContaining('no rule') });
  });
});

describe('what comes out', () => {
  it.each([
    ['critical', 1],
    ['low', 1],
  ])('ends with 1 when a match reaches %s', async (severity, exit) => {
    const folder = await folderWith({ 'a.json': asFile(stop()) });
    expect((await detect([folder, '--fail-on', severity])).exit).toBe(exit);
  });

  it('ends with 0 when none reaches it', async () => {
    const folder = await folderWith({ 'a.json': asFile(quiet) });
    expect((await detect([folder, '--fail-on', 'info'])).exit).toBe(0);
  });

  it('leaves out what is older than asked for', async () => {
    const folder = await folderWith({ 'a.json': asFile(stop({ eventTime: '2026-01-01T00:00:00Z' })) });
    expect((await detect([folder, '--since', '2026-01-02'])).lines).toEqual([]);
    expect((await detect([folder, '--since', '2025-12-31T23:00:00Z'])).lines).toHaveLength(1);
    expect((await detect([folder, '--since', 'yesterday'])).exit).toBe(2);
  });

  it.each([
    ['text', /CRITICAL A CloudTrail trail was stopped or deleted .*\n.*mallory called[^]*Why: [^]*Do: /],
    ['csv', /^eventTime,level,title[^]*,critical,A CloudTrail trail was stopped or deleted,/],
    ['markdown', /^\| eventTime \|[^]*\| critical \|/],
    ['ocsf', /^\{.*"class_uid":2004.*"severity_id":5/],
  ])('is written as %s', async (format, expected) => {
    const folder = await folderWith({ 'a.json': asFile(stop()) });
    expect((await runCommandLine(['detect', folder, '--format', format])).out).toMatch(expected);
  });

  it('tells on request what matched how often', async () => {
    const folder = await folderWith({ 'a.json': asFile(stop()) });
    expect((await detect([folder, '--stats'])).err).toMatch(/ 1 +critical +aws\/cloudtrail\/trail-stopped/);
  });
});
