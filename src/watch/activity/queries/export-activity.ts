import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RawAnswer } from '../../../core/route.ts';
import type { ActivityFilter, ExportFormat } from '../lake/contract.ts';
import { conditionOf } from '../lake/filter-sql.ts';
import { viewColumns } from '../lake/lake-view.ts';
import type { ActivityLake } from '../lake/open-activity-lake.ts';
import { answerLines } from './answer-lines.ts';
import { askActivity, saveActivityAnswer, type ActivityQuestion } from './query-activity.ts';

const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const;

/** The whole answer of a person's SQL as a file to download. It begins only once the SQL is known to be right. */
export async function exportQuery(lake: ActivityLake, question: ActivityQuestion, format: ExportFormat): Promise<RawAnswer> {
  const headers = { 'content-type': contentTypes[format], 'content-disposition': `attachment; filename="activity.${format}"` };
  if (format === 'parquet') return new RawAnswer(await parquetStream(lake, question), headers);
  return new RawAnswer(await lineStream(lake, question, format), headers);
}

/** Filtered events as SQL, newest first. The record itself is left out of CSV, where it would be unreadable. */
export function filterAsSql(filter: ActivityFilter, format: ExportFormat): string {
  const columns = viewColumns.map(({ name }) => name).filter((name) => format !== 'csv' || name !== 'raw');
  return `select ${columns.join(', ')} from activity where ${conditionOf(filter)} order by event_time desc, event_id desc`;
}

async function parquetStream(lake: ActivityLake, question: ActivityQuestion): Promise<ReadableStream<Uint8Array>> {
  const file = join(lake.folder, 'tmp', `export-${crypto.randomUUID()}.parquet`);
  try {
    await saveActivityAnswer(lake, question, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return ReadableStream.from(andThenRemove(file));
}

async function* andThenRemove(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file);
  } finally {
    await rm(file, { force: true });
  }
}

/** Waits for the first rows, so that wrong SQL is an error and not half a file. */
async function lineStream(lake: ActivityLake, question: ActivityQuestion, format: 'csv' | 'jsonl'): Promise<ReadableStream<Uint8Array>> {
  const { promise, resolve, reject } = Promise.withResolvers<AsyncGenerator<string>>();
  const finished = Promise.withResolvers<void>();
  // Whoever goes away before the first line never begins the generator, and so would never end it.
  question.signal?.addEventListener('abort', () => finished.resolve(), { once: true });
  askActivity(lake, question, async (answer) => {
    resolve(endingWith(answerLines(answer, format), finished.resolve));
    await finished.promise;
  }).catch(reject);
  return ReadableStream.from(await promise).pipeThrough(new TextEncoderStream());
}

async function* endingWith(lines: AsyncIterable<string>, onEnd: () => void): AsyncGenerator<string> {
  try {
    yield* lines;
  } finally {
    onEnd();
  }
}
