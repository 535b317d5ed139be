import { pipeline } from 'node:stream/promises';
import { AppError } from '../../core/app-error.ts';
import type { AthenaDesk } from '../../watch/activity/athena/athena-desk.ts';
import { athenaEstimateActions, estimateAthenaQuery, type ScanEstimate } from '../../watch/activity/athena/estimate-athena-query.ts';
import { athenaQueryActions, executeAthenaQuery, type AthenaAnswer } from '../../watch/activity/athena/execute-athena-query.ts';
import { refuseWritingSql } from '../../watch/activity/athena/refuse-writing-sql.ts';
import { scanPrice, type ScanPrice } from '../../watch/activity/athena/scan-price.ts';
import { inMegabytes } from '../../watch/activity/athena/too-dear.ts';
import { answerLines } from '../../watch/activity/queries/answer-lines.ts';
import type { View } from '../cli/format-output.ts';
import type { Io } from '../cli/io.ts';
import type { Progress } from '../cli/progress.ts';

interface AthenaQuestion {
  readonly sql: string;
  readonly limit: number | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly format: string;
  /** Says what it would read, and asks nothing that is billed. */
  readonly isEstimateOnly: boolean;
}

interface Voice {
  readonly io: Io;
  readonly print: (value: unknown, view?: View) => void;
  readonly progress: (title: string) => Progress;
}

const rowsShown = 1_000;

/** One query in Athena, from its estimate to its price. Ctrl-C stops it in AWS too. */
export async function askInAthena(desk: AthenaDesk, question: AthenaQuestion, { io, print, progress }: Voice): Promise<void> {
  const { sql, signal, format, timeoutMs } = question;
  if (!['text', 'json', 'jsonl', 'csv', 'markdown', 'html'].includes(format)) throw new AppError('bad-usage', `Athena's answers cannot be written as ${format}`, { hint: 'Take csv or jsonl' });
  refuseWritingSql(sql);
  const { settings } = desk;
  const session = await desk.session([...athenaQueryActions, ...athenaEstimateActions]);
  const statement = { sql, database: settings.database, workGroup: settings.workgroup, outputLocation: settings.output };
  const estimate = await estimateAthenaQuery(session, statement, { signal });
  io.stderr.write(`${inWords(estimate, desk.ceilingBytes)}\n`);
  if (question.isEstimateOnly) return;
  const running = progress('Athena answers');
  const answer = await executeAthenaQuery(session, {
    ...statement,
    ceilingBytes: desk.ceilingBytes,
    estimate: estimate.kind === 'known' ? estimate : undefined,
    timeoutMs,
    signal,
    onProgress: ({ state, scanned }) => running.update(`${state.toLowerCase()}, ${priceInWords(scanned)}`),
  });
  running.done(`Read ${priceInWords(answer.scanned)} in ${(answer.tookMs / 1_000).toFixed(1)} s (${answer.queryExecutionId})`);
  await write(answer, question, { io, print });
}

async function write({ columns, rows }: AthenaAnswer, { format, limit }: AthenaQuestion, { io, print }: Pick<Voice, 'io' | 'print'>): Promise<void> {
  if (format === 'csv' || format === 'jsonl') {
    await pipeline(answerLines({ columns, batches: inBatches(rows, limit ?? Infinity) }, format), io.stdout, { end: false });
    return;
  }
  const shown: Record<string, string | null>[] = [];
  let isCut = false;
  for await (const row of rows) {
    isCut = shown.length >= (limit ?? rowsShown);
    if (isCut) break;
    shown.push(Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
  }
  print(shown, { title: 'Answer', columns: columns.map(({ name, type }) => ({ key: name, isNumber: /int|double|decimal|float|real/.test(type) })) });
  if (isCut) io.stderr.write(`There are more than these ${shown.length} rows; --limit shows more\n`);
}

async function* inBatches(rows: AsyncIterable<readonly (string | null)[]>, limit: number) {
  let left = limit;
  for await (const row of rows) {
    if (left <= 0) return;
    left -= 1;
    yield [row];
  }
}

function inWords(estimate: ScanEstimate, ceilingBytes: number): string {
  const most = `at most ${inMegabytes(ceilingBytes)} for $${scanPrice(ceilingBytes).usd.toFixed(4)}`;
  if (estimate.kind === 'unknown') return `What it will read is unknown: ${estimate.because}. It is stopped at its ceiling, ${most}`;
  return `It may read ${priceInWords(estimate)} in ${estimate.files} files; ${most}`;
}

function priceInWords({ bytes, usd }: ScanPrice): string {
  return `${inMegabytes(bytes)} for $${usd.toFixed(4)}`;
}
