import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lakeRow, lakeRows } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { askLake } from './lake-view.ts';
import type { ActivityLake } from './open-activity-lake.ts';

async function ids(lake: ActivityLake): Promise<unknown[]> {
  return (await askLake(lake, {}, { sql: (events) => `select event_id from ${events} order by event_id` })).map((one) => one['event_id']);
}

it('keeps every field as it was given', async () => {
  const lake = await openTestLake();
  const raw = JSON.stringify({ eventID: 'e1', note: 'ümläut 日本 \u0000 "quoted"', eventType: 'AwsApiCall', eventCategory: 'Data' });
  await lake.write({
    origin: 's3://bucket/one',
    rows: [
      lakeRow(
        { eventId: 'e1', at: '2026-11-20T12:00:00.123Z', region: 'eu-west-1', errorCode: 'AccessDenied', errorMessage: "it's\n\u001e refused", isReadOnly: true, resources: [{ arn: 'arn:aws:s3:::a', type: null }, { arn: 'arn:aws:s3:::b', type: null }] },
        { actor: { name: 'Mallory', kind: 'person' }, severity: 'high', ruleIds: ['aws/one', 'aws/two'], category: 'Data', raw },
      ),
      lakeRow({ eventId: 'e2', at: '2026-11-20T12:00:01.000Z', region: 'eu-west-1', userAgent: null }),
    ],
  });
  const found = await askLake(lake, {}, { sql: (events) => `select * from ${events} order by event_time` });
  expect(found).toEqual([
    {
      event_time: '2026-11-20T12:00:00.123Z', event_id: 'e1', account_id: '111122223333', region: 'eu-west-1', date: '2026-11-20', service: 'cloudtrail', action: 'StopLogging', is_read_only: true,
      event_type: 'AwsApiCall', category: 'Data', principal_type: 'user', principal_arn: 'arn:aws:iam::111122223333:user/mallory', principal_name: 'mallory', principal_account_id: '111122223333',
      actor_name: 'Mallory', actor_kind: 'person', access_key_id: 'AKIAEXAMPLE', session_issuer_arn: null, invoked_by: null, used_mfa: false, source_address: '198.51.100.7', user_agent: 'aws-cli/2.15',
      error_code: 'AccessDenied', error_message: "it's\n\u001e refused", resources: ['arn:aws:s3:::a', 'arn:aws:s3:::b'], severity: 'high', rule_ids: ['aws/one', 'aws/two'], raw,
    },
    expect.objectContaining({ event_id: 'e2', actor_name: null, severity: null, rule_ids: [], resources: [], user_agent: null }),
  ]);
});

it('takes a record as bytes, too', async () => {
  const lake = await openTestLake();
  const raw = '{"eventID":"e1","note":"日本","eventType":"AwsConsoleSignIn","eventCategory":"Management"}';
  await lake.write({ origin: 'bytes', rows: [lakeRow({}, { raw: Buffer.from(`[${raw}]`).subarray(1, -1), eventType: 'AwsConsoleSignIn' }), lakeRow({ eventId: 'e2' }, { raw: Buffer.from('{}'), eventType: null, category: null })] });
  const found = await askLake(lake, {}, { sql: (events) => `select raw, event_type, category from ${events} order by event_type nulls last` });
  expect(found).toEqual([{ raw, event_type: 'AwsConsoleSignIn', category: 'Management' }, { raw: '{}', event_type: null, category: null }]);
});

it('puts each event into the folder of its account, region and day', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'one', rows: [lakeRow({ eventId: 'a' }), lakeRow({ eventId: 'b', region: 'eu-west-1' }), lakeRow({ eventId: 'c', at: '2026-11-21T00:00:00.000Z' }), lakeRow({ eventId: 'd', accountId: '../../evil', region: '' })] });
  const folders = (await lake.files()).map(({ path }) => path.slice(lake.folder.length).split('/').slice(1, -1).join('/'));
  expect(folders.sort()).toEqual([
    'activity/account=%2E%2E%2F%2E%2E%2Fevil/region=unknown/date=2026-11-20',
    'activity/account=111122223333/region=eu-west-1/date=2026-11-20',
    'activity/account=111122223333/region=us-east-1/date=2026-11-20',
    'activity/account=111122223333/region=us-east-1/date=2026-11-21',
  ]);
  const evil = await askLake(lake, { accountIds: ['../../evil'] }, { sql: (events) => `select account_id, region from ${events}` });
  expect(evil).toEqual([{ account_id: '../../evil', region: 'unknown' }]);
});

it('writes the same files with the same bytes when a delivery is written again', async () => {
  const lake = await openTestLake();
  const delivery = { origin: 's3://bucket/one', rows: lakeRows(100) };
  expect(await lake.write(delivery)).toEqual({ written: 100, repeated: 0 });
  const [before] = await lake.files();
  const bytes = await readFile(before?.path ?? '');
  const again = await openTestLake(lake.folder);
  expect(await again.write(delivery)).toEqual({ written: 100, repeated: 0 });
  const after = await again.files();
  expect(after.map(({ path }) => path)).toEqual([before?.path]);
  expect(await readFile(after[0]?.path ?? '')).toEqual(bytes);
});

it('keeps an event once when a delivery repeats it, and when another origin brings it again', async () => {
  const lake = await openTestLake();
  expect(await lake.write({ origin: 'trail', rows: [...lakeRows(10), ...lakeRows(3)] })).toEqual({ written: 10, repeated: 3 });
  expect(await lake.write({ origin: 'lookup', rows: lakeRows(15) })).toEqual({ written: 5, repeated: 10 });
  const fresh = await openTestLake(lake.folder);
  expect(await fresh.write({ origin: 'queue', rows: lakeRows(16) })).toEqual({ written: 1, repeated: 15 });
  expect(new Set(await ids(lake)).size).toBe(16);
  expect((await ids(lake)).length).toBe(16);
});

it('keeps an event once when two origins bring it at the same time', async () => {
  const lake = await openTestLake();
  const written = await Promise.all(['a', 'b', 'c', 'd'].map((origin) => lake.write({ origin, rows: lakeRows(500) })));
  expect(written.reduce((sum, one) => sum + one.written, 0)).toBe(500);
  expect(await ids(lake)).toHaveLength(500);
});

it('has one file when two processes write the same delivery', async () => {
  const one = await openTestLake();
  const other = await openTestLake(one.folder);
  await Promise.all([one, other].map((lake) => lake.write({ origin: 's3://bucket/one', rows: lakeRows(2_000) })));
  expect(await one.files()).toHaveLength(1);
  expect(await ids(one)).toHaveLength(2_000);
});

it('leaves nothing behind when a delivery cannot be written', async () => {
  const lake = await openTestLake();
  const broken = { ...lakeRow({ eventId: 'bad' }), get raw(): string { throw new Error('no record'); } };
  await expect(lake.write({ origin: 'one', rows: [lakeRow(), broken] })).rejects.toThrow('no record');
  const folder = join(lake.folder, 'activity/account=111122223333/region=us-east-1/date=2026-11-20');
  expect(await readdir(folder)).toEqual([]);
});

it('finds files by their names alone, the newest first', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'early', rows: lakeRows(10, { start: '2026-11-20T01:00:00.000Z' }) });
  await lake.write({ origin: 'late', rows: lakeRows(10, { from: 10, start: '2026-11-20T09:00:00.000Z' }) });
  await lake.write({ origin: 'next', rows: lakeRows(10, { from: 20, start: '2026-11-21T09:00:00.000Z' }) });
  const starts = async (filter: Parameters<ActivityLake['files']>[0]) => (await lake.files(filter)).map(({ from }) => new Date(from).toISOString().slice(8, 13));
  expect(await starts({})).toEqual(['21T09', '20T09', '20T01']);
  expect(await starts({ from: Date.parse('2026-11-20T08:00:00Z'), to: Date.parse('2026-11-21T00:00:00Z') })).toEqual(['20T09']);
  expect(await starts({ to: Date.parse('2026-11-20T01:00:00.000Z') })).toEqual([]);
  expect(await starts({ regions: ['eu-west-1'] })).toEqual([]);
});

it('keeps what it has when the same origin comes again with less', async () => {
  const lake = await openTestLake();
  const rows = ['a', 'b', 'c'].map((eventId, second) => lakeRow({ eventId, at: `2026-11-20T12:00:0${second}.000Z` }));
  await lake.write({ origin: 's3://bucket/one', rows });
  await lake.write({ origin: 's3://bucket/one', rows: rows.filter(({ activity }) => activity.eventId !== 'b') });
  const found = await askLake(lake, {}, { sql: (events) => `select event_id from ${events} order by event_id` });
  expect(found.map((row) => row['event_id'])).toEqual(['a', 'b', 'c']);
});
