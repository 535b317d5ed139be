import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import type { SqlQuestion } from './duckdb.ts';
import { openDuckDb } from './open-duckdb.ts';

async function openTestDuckDb() {
  const folder = await makeTestFolder();
  const duckdb = openDuckDb({ folder, memoryMb: 128, threads: 2 });
  onTestFinished(() => duckdb.close());
  return { folder, duckdb, ask: (sql: string, question: Partial<SqlQuestion> = {}) => answered(duckdb.ask({ sql, ...question })) };
}

async function answered(asking: ReturnType<ReturnType<typeof openDuckDb>['ask']>) {
  const { columns, batches } = await asking;
  const rows: unknown[][] = [];
  for await (const batch of batches) rows.push(...batch.map((row) => [...row]));
  return { columns, rows };
}

const endless = 'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range = 7';

it('gives values as JSON has them', async () => {
  const { ask } = await openTestDuckDb();
  const { columns, rows } = await ask(
    `select 1 as small, 9007199254740993 as big, timestamp '2026-11-20 12:00:00.5' as at, timestamptz '2026-11-20 12:00:00+02' as zoned, date '2026-11-20' as day, ['a', null] as list, {'a': 1} as struct, map {'k': 2} as pairs, 1.50::decimal(9,2) as price, 'nan'::double as nothing, null as missing, uuid '11111111-1111-4111-8111-111111111111' as id, interval 90 minutes as length`,
  );
  expect(rows).toEqual([[1, '9007199254740993', '2026-11-20T12:00:00.500Z', '2026-11-20T10:00:00.000Z', '2026-11-20', ['a', null], { a: 1 }, [{ key: 'k', value: 2 }], 1.5, 'NaN', null, '11111111-1111-4111-8111-111111111111', '01:30:00']]);
  expect(columns.slice(0, 3)).toEqual([{ name: 'small', type: 'INTEGER' }, { name: 'big', type: 'BIGINT' }, { name: 'at', type: 'TIMESTAMP' }]);
});

it.each([
  { sql: 'selec 1', message: /^syntax error at or near "selec" \(line 1\)$/ },
  { sql: 'select\n  nope\nfrom range(3) t(a)', message: /^Referenced column "nope" not found in FROM clause!.* \(line 2\)$/s },
  { sql: 'select 1; select 2', message: /^There are 2 SQL statements$/ },
  { sql: ' -- nothing', message: /^There is no SQL statement$/ },
  { sql: 'select $1', message: /^This SQL has parameters without values$/ },
  { sql: `select 'x'::integer`, message: /Could not convert string 'x' to INT32/ },
])('says what is wrong with $sql, and where', async ({ sql, message }) => {
  const { ask } = await openTestDuckDb();
  await expect(ask(sql)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringMatching(message) });
});

it.each(['create table t (a int)', 'insert into t values (1)', 'drop view activity', 'set threads = 1', 'pragma enable_profiling', `attach 'other.db'`, 'install httpfs', `copy (select 1) to 'FOLDER/out.parquet'`, `export database 'FOLDER/all'`, 'checkpoint', 'begin transaction', `explain analyze copy (select 1) to 'FOLDER/out.parquet'`, `/* x */ explain (analyze, format json) copy (select 1) to 'FOLDER/out.parquet'`, `explain -- y\n analyze copy (select 1) to 'FOLDER/out.parquet'`])(
  'refuses to do more than read: %s',
  async (sql) => {
    const { folder, ask } = await openTestDuckDb();
    await expect(ask(sql.replace('FOLDER', folder))).rejects.toMatchObject({ name: 'AppError' });
    await expect(access(join(folder, 'out.parquet'))).rejects.toMatchObject({ code: 'ENOENT' });
  },
);

it.each([`select * from read_text('/etc/hostname')`, `select * from '/etc/passwd'`, `select * from glob('/*')`, `select * from read_csv('FOLDER/../../etc/passwd')`, `select * from read_text('https://example.com/')`])('reads nothing outside its folder: %s', async (sql) => {
  const { folder, ask } = await openTestDuckDb();
  await expect(ask(sql.replace('FOLDER', folder))).rejects.toMatchObject({ name: 'AppError' });
});

it.each(['explain select 1', 'EXPLAIN ANALYZE select 1', 'describe select 1', 'from range(3)', 'with a as (select 1) select * from a', 'values (1)', 'summarize select 1', 'show tables'])('answers %s', async (sql) => {
  const { ask } = await openTestDuckDb();
  expect((await ask(sql)).columns.length).toBeGreaterThan(0);
});

it('ends a query that takes longer than it may, and answers the next one', async () => {
  const { ask } = await openTestDuckDb();
  await expect(ask(endless, { timeoutMs: 200 })).rejects.toMatchObject({ code: 'too-slow' });
  expect((await ask('select 1')).rows).toEqual([[1]]);
});

it('ends a query that nobody waits for any more', async () => {
  const { ask } = await openTestDuckDb();
  const asker = new AbortController();
  setTimeout(() => asker.abort(), 100);
  await expect(ask(endless, { signal: asker.signal })).rejects.toMatchObject({ code: 'cancelled' });
  await expect(ask('select 1', { signal: asker.signal })).rejects.toMatchObject({ code: 'cancelled' });
});

it('says that a query needs more memory than it may have', async () => {
  const { ask } = await openTestDuckDb();
  await expect(ask(`select list(repeat('x', 10000) || range) from range(100000)`)).rejects.toMatchObject({ code: 'too-large' });
});

it('writes an answer as Parquet, once it is known to only read', async () => {
  const { folder, duckdb, ask } = await openTestDuckDb();
  const file = join(folder, "it's.parquet");
  await duckdb.saveAnswer({ sql: `select 'a' as letter -- and a comment;\n;  `, before: [] }, file);
  expect((await ask(`select * from read_parquet('${file.replaceAll("'", "''")}')`)).rows).toEqual([['a']]);
  await writeFile(join(folder, 'kept'), 'x');
  await expect(duckdb.saveAnswer({ sql: `select 1) to '${join(folder, 'kept')}'; --` }, join(folder, 'b.parquet'))).rejects.toMatchObject({ code: 'bad-request' });
});
