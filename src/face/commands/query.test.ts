import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../base/store/open-store.ts';
import { lakeRows } from '../../testing/lake-rows.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { openTestLake } from '../../testing/open-test-lake.ts';
import { runCommandLine } from '../../testing/run-command-line.ts';
import { saveQuery } from '../../watch/activity/queries/saved-queries.ts';

async function dataFolder(): Promise<string> {
  const folder = await makeTestFolder();
  const lake = await openTestLake(join(folder, 'lake'));
  await lake.write({ origin: 'some', rows: lakeRows(3) });
  return folder;
}

const sql = 'select event_id, event_time from activity order by event_id';

it.each([
  { format: 'text', out: /^event_id +event_time\nevent-0 +2026-11-20T12:00:00.000Z\n/ },
  { format: 'json', out: /^\[\n {2}\{\n {4}"event_id": "event-0",\n/ },
  { format: 'jsonl', out: /^\{"event_id":"event-0","event_time":"2026-11-20T12:00:00.000Z"\}\n(.*\n){2}$/ },
  { format: 'csv', out: /^event_id,event_time\r\nevent-0,2026-11-20T12:00:00.000Z\r\n/ },
  { format: 'markdown', out: /^\| event\\_id \| event\\_time \|\n/ },
  { format: 'html', out: /<td>event-0<\/td>/ },
  { format: 'parquet', out: /^PAR1/ },
])('answers as $format', async ({ format, out }) => {
  const folder = await dataFolder();
  const { exit, out: written, err } = await runCommandLine(['query', sql, '--data', folder, '--format', format]);
  expect(err).toBe('');
  expect(written).toMatch(out);
  expect(exit).toBe(0);
  expect((await readdir(join(folder, 'lake/tmp'))).filter((name) => name.startsWith('query-'))).toEqual([]);
});

it('takes the SQL from a file, from standard input, or by the name of a saved query', async () => {
  const folder = await dataFolder();
  const file = join(folder, 'who.sql');
  await writeFile(file, 'select count(*) as n from activity;\n');
  const counted = { exit: 0, out: '{"n":3}\n', err: '' };
  expect(await runCommandLine(['query', '--file', file, '--data', folder, '--format', 'jsonl'])).toEqual(counted);
  expect(await runCommandLine(['query', '--file', '-', '--data', folder, '--format', 'jsonl'], { stdin: 'select count(*) as n from activity' })).toEqual(counted);

  const store = await openStore({ dataFolder: folder });
  await saveQuery(store, { name: 'How many', about: '', sql: 'select count(*) as n from activity', savedBy: 'me', savedAt: new Date().toISOString(), replace: false }, 'all');
  const whileServing = await runCommandLine(['query', '--saved', 'How many', '--data', folder]);
  expect(whileServing.exit).toBe(4);
  expect(whileServing.err).toContain('--file');
  await store.close();
  expect(await runCommandLine(['query', '--saved', 'How many', '--data', folder, '--format', 'jsonl'])).toEqual(counted);
  expect((await runCommandLine(['query', '--saved', 'Nothing', '--data', folder])).err).toContain('There is no saved query "Nothing"');
});

it('bounds the answer by time and rows, and says that there is more', async () => {
  const folder = await dataFolder();
  const bounded = await runCommandLine(['query', 'select count(*) as n from activity', '--since', '2026-11-20T12:00:01Z', '--until', '2026-11-20T12:00:02Z', '--data', folder, '--format', 'jsonl']);
  expect(bounded.out).toBe('{"n":1}\n');
  const cut = await runCommandLine(['query', sql, '--limit', '2', '--data', folder]);
  expect(cut.out.split('\n')).toHaveLength(4);
  expect(cut.err).toContain('There are more than these 2 rows');
  const lines = await runCommandLine(['query', sql, '--limit', '2', '--data', folder, '--format', 'csv']);
  expect(lines.out.trim().split('\r\n')).toHaveLength(3);
});

it.each([
  { words: [], exit: 2, err: 'There is no SQL to answer' },
  { words: ['select 1', '--file', 'x.sql'], exit: 2, err: 'There is more than one SQL' },
  { words: ['--file', '/nowhere.sql'], exit: 2, err: '/nowhere.sql cannot be read' },
  { words: ['select nope from activity'], exit: 2, err: '"nope" not found' },
  { words: ['drop view activity'], exit: 4, err: 'does more than read' },
  { words: ['select 1', '--timeout', 'soon'], exit: 2, err: '--timeout soon' },
  { words: ['select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7', '--timeout', '200ms'], exit: 4, err: 'longer than it may' },
])('explains what is wrong: $words', async ({ words, exit, err }) => {
  const result = await runCommandLine(['query', ...words, '--data', await dataFolder()]);
  expect(result.exit).toBe(exit);
  expect(result.err).toContain(err);
});

it('lists the columns of the view, and says when nothing is kept yet', async () => {
  const folder = await makeTestFolder();
  expect((await runCommandLine(['query', '--schema', '--data', folder])).out).toMatch(/event_time +TIMESTAMP +When it happened/);
  const empty = await runCommandLine(['query', 'select count(*) as n from activity', '--data', folder, '--format', 'jsonl']);
  expect(empty).toEqual({ exit: 0, out: '{"n":0}\n', err: `There are no kept events in ${join(folder, 'lake')} yet\n` });
});
