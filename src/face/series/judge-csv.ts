import { parse } from 'csv-parse';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { openSeriesJudge, usualInterval } from '../../watch/series/open-series-judge.ts';
import type { JudgedPoint, SeriesJudge } from '../../watch/series/series-judge.ts';
import { readTime } from './read-time.ts';

/** A line of the input with what is thought of it; without a value there is nothing to think. */
export interface JudgedLine {
  readonly fields: readonly string[];
  readonly judged: JudgedPoint | undefined;
}

export interface JudgedCsv {
  readonly header: readonly string[];
  readonly lines: AsyncGenerator<JudgedLine>;
}

export interface JudgeCsvOptions {
  readonly input: NodeJS.ReadableStream;
  /** Absent: found out from the first points. */
  readonly everyMs?: number | undefined;
  /** A line that cannot be read is told and left out; the others are judged. */
  readonly onBroken: (line: number, because: string) => void;
}

interface ReadLine {
  readonly fields: readonly string[];
  readonly at: number;
  readonly value: number | undefined;
}

/** How many points tell how far apart they are. */
const pointsToTell = 12;
const timeNames = ['timestamp', 'time', 'date', 'datetime', 'at', 'ts'];
const valueNames = ['value', 'cost', 'amount', 'count', 'usd'];

/** Judges the lines of a CSV in their order, each from the ones before it, and hands them on as it reads. */
export async function judgeCsv({ input, everyMs, onBroken }: JudgeCsvOptions): Promise<JudgedCsv> {
  const rows = input.pipe(parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true, info: true }))[Symbol.asyncIterator]();
  const first = await nextRow(rows);
  if (!first) throw new AppError('bad-usage', 'There is nothing in the file', { hint: 'It must have lines such as 2026-11-20T12:00:00Z,42 and may begin with timestamp,value' });
  const named = columnsOf(first.record);
  const columns = named ?? { time: 0, value: 1 };
  const lines = readLines(rows, { columns, width: first.record.length, first: named ? undefined : first, onBroken });
  return { header: named ? first.record : first.record.map((_, index) => (index === 0 ? 'timestamp' : index === 1 ? 'value' : `column_${index + 1}`)), lines: judgeLines(lines, everyMs) };
}

/** With `info`, the parser gives each record with where it stands. */
const rowSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) });

interface Row {
  readonly record: string[];
  readonly line: number;
}

async function nextRow(rows: AsyncIterator<unknown>): Promise<Row | undefined> {
  try {
    const next = await rows.next();
    if (next.done) return undefined;
    const { record, info } = rowSchema.parse(next.value);
    return { record, line: info.lines };
  } catch (cause) {
    throw new AppError('unreadable-file', `It is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Where the time and the value stand, when the first line says so; undefined when it is a point itself. */
function columnsOf(header: readonly string[]): { time: number; value: number } | undefined {
  if (readTime(header[0] ?? '') !== undefined && Number.isFinite(Number(header[1]))) return undefined;
  const names = header.map((name) => name.toLowerCase());
  const find = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const [time, value] = [find(timeNames), find(valueNames)];
  const others = names.map((_, index) => index).filter((index) => index !== time && index !== value);
  const found = { time: time === -1 ? (others.shift() ?? 0) : time, value: value === -1 ? (others.shift() ?? 1) : value };
  if (header.length < 2) throw new AppError('bad-usage', `The file has the one column "${header[0] ?? ''}"`, { hint: 'It needs a time and a value: timestamp,value' });
  return found;
}

interface Reading {
  readonly columns: { readonly time: number; readonly value: number };
  readonly width: number;
  /** A line that was read already, to see whether it is a header. */
  readonly first: Row | undefined;
  readonly onBroken: JudgeCsvOptions['onBroken'];
}

async function* readLines(rows: AsyncIterator<unknown>, { columns, width, first, onBroken }: Reading): AsyncGenerator<ReadLine> {
  let last = Number.NEGATIVE_INFINITY;
  for (let row = first ?? (await nextRow(rows)); row; row = await nextRow(rows)) {
    const { record, line } = row;
    const [timeText = '', valueText = ''] = [record[columns.time], record[columns.value]];
    const at = readTime(timeText);
    const value = valueText === '' || /^(nan|null|na|-)$/i.test(valueText) ? undefined : Number(valueText);
    if (record.length > width) onBroken(line, `it has ${record.length} columns and not ${width}`);
    else if (at === undefined) onBroken(line, `"${timeText}" is no time`);
    else if (value !== undefined && !Number.isFinite(value)) onBroken(line, `"${valueText}" is no number`);
    else if (at < last) onBroken(line, `${timeText} is before the line above it`);
    else {
      last = at;
      yield { fields: [...record, ...Array.from({ length: width - record.length }, () => '')], at, value };
    }
  }
}

async function* judgeLines(lines: AsyncGenerator<ReadLine>, everyMs: number | undefined): AsyncGenerator<JudgedLine> {
  const waiting: ReadLine[] = [];
  let judge: SeriesJudge | undefined = everyMs === undefined ? undefined : openSeriesJudge(everyMs);
  const begin = () => (judge = openSeriesJudge(usualInterval(waiting.map(({ at }) => at)) ?? 60_000));
  for await (const line of lines) {
    if (judge) yield judgeLine(judge, line);
    else {
      waiting.push(line);
      if (waiting.length < pointsToTell) continue;
      const begun = begin();
      for (const one of waiting.splice(0)) yield judgeLine(begun, one);
    }
  }
  const begun = judge ?? begin();
  for (const one of waiting.splice(0)) yield judgeLine(begun, one);
}

function judgeLine(judge: SeriesJudge, { fields, at, value }: ReadLine): JudgedLine {
  return { fields, judged: value === undefined ? undefined : judge.judge({ at, value }) };
}
