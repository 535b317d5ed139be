import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTestFolder } from '../../../testing/make-test-folder.ts';
import { openDuckDb } from '../open-duckdb.ts';
import type { ParquetColumn } from './encode-column.ts';
import { writeParquet } from './write-parquet.ts';

interface Row {
  readonly at: number;
  readonly flag: boolean | null;
  readonly name: string | null;
  readonly names: readonly string[];
  readonly text: string | Uint8Array;
}

const columns: readonly ParquetColumn<Row>[] = [
  { name: 'at', kind: 'time', read: ({ at }) => at },
  { name: 'flag', kind: 'flag', read: ({ flag }) => flag },
  { name: 'name', kind: 'name', read: ({ name }) => name },
  { name: 'names', kind: 'names', read: ({ names }) => names },
  { name: 'text', kind: 'text', read: ({ text }) => text },
];

async function writeAndOpen(rows: readonly Row[], rowsPerGroup: number) {
  const folder = await makeTestFolder();
  const duckdb = openDuckDb({ folder, memoryMb: 256, threads: 2 });
  onTestFinished(() => duckdb.close());
  const file = join(folder, 'test.parquet');
  await writeParquet(file, { columns, rows, rowsPerGroup });
  return { duckdb, file };
}

it.each([
  { case: 'one row', count: 1, different: 1, rowsPerGroup: 100 },
  { case: 'values that are all the same', count: 1_000, different: 1, rowsPerGroup: 10_000 },
  { case: 'two values', count: 1_001, different: 2, rowsPerGroup: 10_000 },
  { case: 'several row groups', count: 5_003, different: 300, rowsPerGroup: 1_000 },
  { case: 'more values than two bytes count', count: 70_000, different: 70_000, rowsPerGroup: 100_000 },
])('DuckDB reads back what was written: $case', async ({ count, different, rowsPerGroup }) => {
  const rows: Row[] = Array.from({ length: count }, (_, at) => ({
    at: Date.parse('2026-11-20T00:00:00.001Z') + at * 997,
    flag: at % 5 === 0 ? null : at % 2 === 0,
    name: at % 7 === 3 ? null : `näme ${at % different}`,
    names: Array.from({ length: at % 4 }, (__, place) => `arn:${at % different}:${place}`),
    text: at % 2 === 0 ? `日本 "${at}"`.repeat(1 + (at % 9)) : Buffer.from(`bytes ${at}`),
  }));
  const { duckdb, file } = await writeAndOpen(rows, rowsPerGroup);
  const found = await duckdb.rows(`select * from '${file}'`);
  expect(found).toEqual(rows.map(({ at, text, ...row }) => ({ ...row, at: new Date(at).toISOString(), text: typeof text === 'string' ? text : Buffer.from(text).toString() })));
});

it('reads back times before 1970 and of far years', async () => {
  const times = ['1969-12-31T23:59:59.999Z', '1900-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'];
  const { duckdb, file } = await writeAndOpen(times.map((time) => ({ at: Date.parse(time), flag: true, name: null, names: [], text: '' })), 10);
  expect((await duckdb.rows(`select "at" from '${file}'`)).map(({ at }) => at)).toEqual(times);
});

it('says for each row group between which values it is, so that others are passed over', async () => {
  const rows = Array.from({ length: 30 }, (_, at) => ({ at: at * 1_000, flag: null, name: `n${10 + at}`, names: [], text: 'x' }));
  const { duckdb, file } = await writeAndOpen(rows, 10);
  const bounds = await duckdb.rows(`select row_group_id as g, path_in_schema as c, stats_min_value as least, stats_max_value as most, stats_null_count as nulls from parquet_metadata('${file}') where path_in_schema in ('at', 'name') order by all`);
  expect(bounds.slice(0, 2)).toEqual([
    { g: 0, c: 'at', least: '1970-01-01 00:00:00', most: '1970-01-01 00:00:09', nulls: 0 },
    { g: 0, c: 'name', least: 'n10', most: 'n19', nulls: 0 },
  ]);
  expect(bounds).toHaveLength(6);
});

it('does not write over a file that is there', async () => {
  const { file } = await writeAndOpen([{ at: 0, flag: null, name: null, names: [], text: '' }], 10);
  await expect(writeParquet(file, { columns, rows: [], rowsPerGroup: 10 })).rejects.toMatchObject({ code: 'EEXIST' });
});
