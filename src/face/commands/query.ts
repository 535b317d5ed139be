import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { Config } from '../../base/config/config-schema.ts';
import { openDuckDb } from '../../base/lake/open-duckdb.ts';
import { openStore } from '../../base/store/open-store.ts';
import { AppError, isAppError } from '../../core/app-error.ts';
import { durationBetween, durationMs } from '../../core/duration.ts';
import { athenaTableKinds, type AthenaTableKind } from '../../watch/activity/athena/athena-table.ts';
import { viewColumns } from '../../watch/activity/lake/lake-view.ts';
import { openActivityLake, type ActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { answerLines } from '../../watch/activity/queries/answer-lines.ts';
import { askActivity, queryActivity, saveActivityAnswer, type ActivityQuestion } from '../../watch/activity/queries/query-activity.ts';
import { getSavedQuery } from '../../watch/activity/queries/saved-queries.ts';
import { askInAthena } from '../athena/ask-in-athena.ts';
import { ddlInAthena, describeInAthena } from '../athena/describe-in-athena.ts';
import { openAthenaDoor } from '../athena/open-athena-door.ts';
import type { CommandContext } from '../cli/command.ts';
import { defineCommand } from '../cli/define-command.ts';
import type { Io } from '../cli/io.ts';
import { readSince } from '../cli/read-since.ts';

const rowsShown = 1_000;

export default defineCommand({
  title: 'Answers SQL about the events that are kept',
  about: `The events are the view activity; --schema lists its columns. One statement, which may only read. It reads the files of the
lake in the data folder, so it works while the server runs. The SQL may be given as text, in a file, or as the name of
a saved query. --since and --until leave out files, which is faster than a condition in the SQL.

With --in athena the SQL is Athena's own, over its tables in AWS, and is billed: it says what the query may read before
it starts, stops at athena.ceilingMb and athena.ceilingUsd, and says what it cost. Ctrl-C stops it in AWS too.`,
  arguments: [{ name: 'sql', about: 'The SQL; in quotes' }],
  options: {
    file: { type: 'string', placeholder: 'FILE', about: 'Reads the SQL from a file; - for standard input' },
    saved: { type: 'string', placeholder: 'NAME', about: 'Takes the SQL of a saved query' },
    in: { type: 'string', default: 'lake', choices: ['lake', 'athena'], about: 'Where it is answered: in the data folder, or by Athena' },
    estimate: { type: 'boolean', about: 'With --in athena: only says what the query would read and cost' },
    schema: { type: 'boolean', about: "Lists the columns of the view activity, or of Athena's table" },
    ddl: { type: 'string', choices: athenaTableKinds, about: "With --in athena: prints the statement that makes the table over the lake's copy in S3, or over a trail's log files" },
    since: { type: 'string', placeholder: 'TIME', about: 'Only events from then on: a time such as 2026-11-20T12:00:00Z, or 24h, 7d' },
    until: { type: 'string', placeholder: 'TIME', about: 'Only events before that time' },
    limit: { type: 'number', min: 1, about: `The most rows; ${rowsShown} when not given, and all of them as csv, jsonl or parquet` },
    timeout: { type: 'string', default: '5m', placeholder: 'TIME', about: 'The longest it may take, such as 30s' },
    format: { type: 'string', default: 'text', choices: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html', 'parquet'], about: 'How the answer is written' },
    data: { type: 'string', short: 'd', setting: 'data.folder', placeholder: 'FOLDER', about: 'The data folder' },
  },
  examples: [
    { command: 'watchkeeper query "select action, count(*) from activity group by all order by 2 desc" --since 7d', about: 'What was called most in a week' },
    { command: `watchkeeper query "select * from activity where source_address = '198.51.100.7'" --format jsonl`, about: 'All that came from an address, for programs' },
    { command: 'watchkeeper query --file who.sql --format parquet > who.parquet', about: 'The answer as a file for other tools' },
    { command: `watchkeeper query --in athena --estimate "select count(*) from activity where date >= '2026-11-01'"`, about: 'What a query in Athena would cost' },
    { command: 'watchkeeper query --in athena --ddl trail', about: "The statement that makes a trail's log files a table" },
  ],
  async run({ arguments: { sql: given }, options, config: loadConfig, io, print, progress, signal }) {
    if (options.in === 'athena') return runInAthena({ given, options, io, print, progress, signal, config: (await loadConfig()).config });
    if (options.estimate || options.ddl !== undefined) throw new AppError('bad-usage', '--estimate and --ddl are about Athena', { hint: 'Say --in athena as well' });
    if (options.schema) return print(viewColumns, { title: 'The view activity', columns: [{ key: 'name' }, { key: 'type' }, { key: 'about' }] });
    const { config } = await loadConfig();
    const question = {
      sql: await sqlOf({ given, file: options.file, saved: options.saved }, { config, io }),
      since: readSince(options.since)?.toISOString(),
      until: readSince(options.until)?.toISOString(),
      timeoutMs: timeoutOf(options.timeout),
      signal,
    };
    const folder = join(resolve(config.data.folder), 'lake');
    const duckdb = openDuckDb({ folder, memoryMb: config.lake.memoryMb, threads: 2 });
    try {
      const lake = openActivityLake({ folder, duckdb });
      if ((await lake.files()).length === 0) io.stderr.write(`There are no kept events in ${folder} yet\n`);
      const { format, limit } = options;
      if (format === 'parquet') return await writeParquetTo(io, lake, question);
      if (format === 'csv' || format === 'jsonl') return await writeLines(io, lake, { ...question, limit, format });
      const { columns, rows, isCut } = await queryActivity(lake, { ...question, limit: limit ?? rowsShown });
      const records = rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
      print(records, { title: 'Events', columns: columns.map(({ name, type }) => ({ key: name, isNumber: /INT|DOUBLE|DECIMAL|FLOAT/.test(type) })) });
      if (isCut) io.stderr.write(`There are more than these ${rows.length} rows; --limit shows more\n`);
    } finally {
      await duckdb.close();
    }
  },
});

interface AthenaWords {
  readonly given: string | undefined;
  readonly options: { readonly file: string | undefined; readonly saved: string | undefined; readonly schema: boolean; readonly estimate: boolean; readonly ddl: AthenaTableKind | undefined; readonly since: string | undefined; readonly until: string | undefined; readonly limit: number | undefined; readonly timeout: string; readonly format: string };
  readonly config: Config;
  readonly signal: AbortSignal;
}

async function runInAthena({ given, options, config, io, print, progress, signal }: AthenaWords & Pick<CommandContext, 'io' | 'print' | 'progress'>): Promise<void> {
  if (options.ddl !== undefined) return void io.stdout.write(`${ddlInAthena(options.ddl, config)}\n`);
  if (options.since !== undefined || options.until !== undefined) throw new AppError('bad-usage', '--since and --until are not for Athena', { hint: "Write a condition on the partition: where date >= '2026-11-01'" });
  const { desk, close } = openAthenaDoor(config);
  try {
    if (options.schema) return print(await describeInAthena(desk), { title: `The table ${desk.settings.table} in Athena` });
    const sql = await sqlOf({ given, file: options.file, saved: options.saved }, { config, io });
    await askInAthena(desk, { sql, limit: options.limit, timeoutMs: timeoutOf(options.timeout), format: options.format, signal, isEstimateOnly: options.estimate }, { io, print, progress });
  } finally {
    await close();
  }
}

interface SqlSources {
  readonly given: string | undefined;
  readonly file: string | undefined;
  readonly saved: string | undefined;
}

async function sqlOf({ given, file, saved }: SqlSources, { config, io }: { config: Config; io: Io }): Promise<string> {
  const sources = [given, file, saved].filter((source) => source !== undefined);
  if (sources.length !== 1) throw new AppError('bad-usage', sources.length === 0 ? 'There is no SQL to answer' : 'There is more than one SQL', { hint: 'Give the SQL in quotes, or --file, or --saved' });
  if (saved !== undefined) return savedSql(saved, config);
  if (file === undefined) return given ?? '';
  if (file === '-') return text(io.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('unreadable-file', `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function savedSql(name: string, { data, store: { databaseUrl } }: Config): Promise<string> {
  try {
    const store = await openStore({ dataFolder: data.folder, databaseUrl });
    try {
      return (await getSavedQuery(store, name, 'all')).sql;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isAppError(error, 'data-folder-in-use')) throw error;
    throw new AppError('data-folder-in-use', `Saved queries are in the store, which the running server holds: "${name}" cannot be looked up`, {
      hint: 'Give the SQL itself or --file, which work while the server runs; GET /api/activity/queries shows the SQL of saved queries',
      cause: error,
    });
  }
}

function timeoutOf(given: string): number {
  const parsed = durationBetween('100ms', '1d').safeParse(given);
  if (!parsed.success) throw new AppError('bad-usage', `--timeout ${given}: ${parsed.error.issues[0]?.message ?? 'not a length of time'}`);
  return durationMs(parsed.data);
}

function writeLines(io: Io, lake: ActivityLake, { limit = Infinity, format, ...question }: ActivityQuestion & { limit: number | undefined; format: 'csv' | 'jsonl' }): Promise<void> {
  return askActivity(lake, question, async ({ columns, batches }) => {
    await pipeline(answerLines({ columns, batches: firstRows(batches, limit) }, format), io.stdout, { end: false });
  });
}

async function* firstRows(batches: AsyncIterable<readonly (readonly unknown[])[]>, limit: number) {
  let left = limit;
  for await (const batch of batches) {
    yield batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

async function writeParquetTo(io: Io, lake: ActivityLake, question: ActivityQuestion): Promise<void> {
  if (io.isTerminal) throw new AppError('bad-usage', 'Parquet is not for a terminal', { hint: 'Send it to a file: > answer.parquet' });
  const file = join(lake.folder, 'tmp', `query-${crypto.randomUUID()}.parquet`);
  try {
    await saveActivityAnswer(lake, question, file);
    await pipeline(createReadStream(file), io.stdout, { end: false });
  } finally {
    await rm(file, { force: true });
  }
}
