import { copyFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lakeRow, lakeRows } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { compactLake, retainDays } from './keep-lake.ts';
import { askLake } from './lake-view.ts';
import { mergedFileName } from './lake-file.ts';
import { journalName, writeJournal } from './merge-journal.ts';
import { openActivityLake, type ActivityLake } from './open-activity-lake.ts';

const day = 'activity/account=111122223333/region=us-east-1/date=2026-11-20';
const nextDay = () => new Date('2026-11-21T03:00:00Z');

async function ids(lake: ActivityLake): Promise<string[]> {
  return (await askLake(lake, {}, { sql: (events) => `select event_id from ${events} order by event_time, event_id` })).map((row) => String(row['event_id']));
}

async function names(lake: ActivityLake): Promise<string[]> {
  return (await lake.files()).map(({ path }) => path.split('/').at(-1) ?? '').sort();
}

it('makes one file of a day that is over, with the same events in the order of time', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'late', rows: lakeRows(50, { from: 100, start: '2026-11-20T20:00:00.000Z' }) });
  await lake.write({ origin: 'early', rows: lakeRows(100, { start: '2026-11-20T01:00:00.000Z' }) });
  const before = await ids(lake);
  expect(await compactLake(lake, { clock: nextDay })).toEqual({ merged: 2, into: 1, repeated: 0 });
  expect(await names(lake)).toEqual([expect.stringMatching(/^20261120T010000000Z-20261120T200049000Z-m[0-9a-f]{20}\.parquet$/)]);
  expect(await ids(lake)).toEqual(before);
  expect(await compactLake(lake, { clock: nextDay })).toEqual({ merged: 0, into: 0, repeated: 0 });
  expect(await readdir(join(lake.folder, day))).toHaveLength(1);
});

it('lets an event be found by its id without reading the ids of every day', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(50, { start: '2026-11-20T01:00:00.000Z' }) });
  await lake.write({ origin: 'b', rows: lakeRows(50, { from: 50, start: '2026-11-20T20:00:00.000Z' }) });
  await compactLake(lake, { clock: nextDay });
  const [merged] = await lake.files();
  const probed = await lake.duckdb.rows(`select bloom_filter_excludes from parquet_bloom_probe('${merged?.path ?? ''}', 'event_id', 'event-7x')`);
  expect(probed).toEqual([{ bloom_filter_excludes: true }]);
});

it('merges the running day hour by hour, and leaves the hours that still fill', async () => {
  const lake = await openTestLake();
  for (const hour of ['01', '02', '03']) {
    for (const minute of ['10', '20']) await lake.write({ origin: `${hour}:${minute}`, rows: [lakeRow({ eventId: `${hour}${minute}`, at: `2026-11-20T${hour}:${minute}:00.000Z` })] });
  }
  await compactLake(lake, { clock: () => new Date('2026-11-20T04:05:00Z') });
  expect((await names(lake)).map((name) => name.slice(9, 13) + name.at(-29))).toEqual(['0110m', '0210m', '0310d', '0320d']);
  expect(await ids(lake)).toHaveLength(6);
});

it('takes late events into a merged day, and drops what is there twice', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(20) });
  await lake.write({ origin: 'b', rows: lakeRows(20, { from: 20 }) });
  await compactLake(lake, { clock: nextDay });
  const late = await openTestLake(lake.folder);
  expect(await late.write({ origin: 'late', rows: lakeRows(30, { from: 0 }) })).toEqual({ written: 0, repeated: 30 });
  expect(await late.write({ origin: 'later', rows: lakeRows(5, { from: 90, start: '2026-11-20T05:00:00.000Z' }) })).toEqual({ written: 5, repeated: 0 });
  // As two processes may do that cannot see each other.
  const other = await openTestLake();
  await other.write({ origin: 'elsewhere', rows: lakeRows(7, { from: 90, start: '2026-11-20T05:00:00.000Z' }) });
  const [stray] = await other.files();
  await copyFile(stray?.path ?? '', join(lake.folder, day, stray?.name ?? ''));
  expect(await ids(lake)).toHaveLength(52);
  expect(await compactLake(lake, { clock: nextDay })).toEqual({ merged: 3, into: 1, repeated: 5 });
  const after = await ids(lake);
  expect(after).toHaveLength(47);
  expect(new Set(after).size).toBe(47);
});

it('counts the inputs as long as the output is not there, and the output alone from then on', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(3) });
  await lake.write({ origin: 'b', rows: lakeRows(3, { from: 3, start: '2026-11-20T13:00:00.000Z' }) });
  const inputs = await names(lake);
  const output = mergedFileName({ from: Date.parse('2026-11-20T12:00:00Z'), to: Date.parse('2026-11-20T13:00:02Z'), inputs });
  await writeJournal(join(lake.folder, day), { output, inputs });
  expect(await ids(lake)).toHaveLength(6);

  const source = (await lake.files()).map(({ path }) => `'${path}'`).join(', ');
  await lake.duckdb.run(`copy (select * from read_parquet([${source}], hive_partitioning = false) order by event_time) to '${join(lake.folder, day, output)}' (format parquet)`);
  expect(await names(lake)).toEqual([output]);
  expect(await ids(lake)).toHaveLength(6);

  // The one who would have removed the inputs is gone; the next one does, and a retry of a delivery comes before.
  expect(await lake.write({ origin: 'a', rows: lakeRows(4) })).toEqual({ written: 1, repeated: 3 });
  expect(await ids(lake)).toHaveLength(7);
  await compactLake(lake, { clock: () => new Date('2026-11-20T13:01:00Z') });
  expect(await readdir(join(lake.folder, day))).not.toContain(journalName(output));
  expect(await ids(lake)).toHaveLength(7);
});

it('gives a retried delivery another name while a merge is taking its file', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(3) });
  const inputs = await names(lake);
  await writeJournal(join(lake.folder, day), { output: mergedFileName({ from: 0, to: 0, inputs }), inputs });
  const again = await openTestLake(lake.folder);
  expect(await again.write({ origin: 'a', rows: [...lakeRows(3), lakeRow({ eventId: 'more', at: '2026-11-20T12:00:01.000Z' })] })).toEqual({ written: 1, repeated: 3 });
  expect(await ids(again)).toHaveLength(4);
});

it('leaves everything as it was when a merge cannot be finished', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(20) });
  await lake.write({ origin: 'b', rows: lakeRows(20, { from: 20 }) });
  const before = await readdir(join(lake.folder, day));
  const aborted = AbortSignal.abort();
  const broken = { ...lake, duckdb: { ...lake.duckdb, run: () => Promise.reject(new Error('the disk is full')) } };
  await expect(compactLake(broken, { clock: nextDay })).rejects.toThrow('the disk is full');
  expect(await compactLake(lake, { clock: nextDay, signal: aborted })).toEqual({ merged: 0, into: 0, repeated: 0 });
  expect(await readdir(join(lake.folder, day))).toEqual(before);
});

it('removes the days that are older than events are kept, and the folders that are empty then', async () => {
  const { folder, duckdb } = await openTestLake();
  const lake = openActivityLake({ folder, duckdb, retention: '30d' });
  await lake.write({ origin: 'old', rows: [lakeRow({ eventId: 'old', at: '2026-10-01T10:00:00.000Z', region: 'eu-west-1' }), lakeRow({ eventId: 'edge', at: '2026-10-21T10:00:00.000Z' }), lakeRow({ eventId: 'new' })] });
  expect(await retainDays(lake, { clock: () => new Date('2026-11-20T12:00:00Z') })).toBe(1);
  expect(await ids(lake)).toEqual(['edge', 'new']);
  expect(await readdir(join(folder, 'activity/account=111122223333'))).toEqual(['region=us-east-1']);
});

it('sweeps what interrupted writes have left, but not what may still be written', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'a', rows: lakeRows(3) });
  const [old, fresh] = [join(lake.folder, day, '_tmp-1-old'), join(lake.folder, day, '_tmp-1-fresh')];
  await writeFile(old, 'half');
  await writeFile(fresh, 'half');
  await utimes(old, new Date(Date.now() - 7_200_000), new Date(Date.now() - 7_200_000));
  expect(await ids(lake)).toHaveLength(3);
  await compactLake(lake, { clock: () => new Date() });
  const left = await readdir(join(lake.folder, day));
  expect(left).not.toContain('_tmp-1-old');
  expect(left).toContain('_tmp-1-fresh');
});
