import type { SqlAnswer, SqlColumn, SqlLimits, SqlQuestion } from '../../../base/lake/duckdb.ts';
import { askFiles, eventsOf, type LakeReading } from '../lake/lake-view.ts';

export interface ActivityQuestion extends SqlLimits {
  readonly sql: string;
  /** Only events of this time are read. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface QueryAnswer {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly unknown[])[];
  readonly isCut: boolean;
  readonly tookMs: number;
}

/** Answers a person's SQL over the view `activity`, with so many rows at most. */
export async function queryActivity(lake: LakeReading, question: ActivityQuestion & { readonly limit: number }): Promise<QueryAnswer> {
  const startedAt = performance.now();
  const { limit } = question;
  return askActivity(lake, question, async (answer) => {
    const rows: (readonly unknown[])[] = [];
    for await (const batch of answer.batches) {
      rows.push(...batch.slice(0, limit + 1 - rows.length));
      if (rows.length > limit) break;
    }
    return { columns: answer.columns, rows: rows.slice(0, limit), isCut: rows.length > limit, tookMs: performance.now() - startedAt };
  });
}

/** The same for answers of any length: `read` sees them as they are found. */
export function askActivity<T>(lake: LakeReading, question: ActivityQuestion, read: (answer: SqlAnswer) => Promise<T>): Promise<T> {
  return withView(lake, question, async (asked) => {
    const answer = await lake.duckdb.ask(asked);
    try {
      return await read(answer);
    } finally {
      answer.close();
    }
  });
}

export function saveActivityAnswer(lake: LakeReading, question: ActivityQuestion, file: string): Promise<void> {
  return withView(lake, question, (asked) => lake.duckdb.saveAnswer(asked, file));
}

function withView<T>(lake: LakeReading, { sql, since, until, ...limits }: ActivityQuestion, ask: (question: SqlQuestion) => Promise<T>): Promise<T> {
  const filter = { from: since === undefined ? undefined : Date.parse(since), to: until === undefined ? undefined : Date.parse(until) };
  const bounds = [
    ...(filter.from === undefined ? [] : [`event_time >= make_timestamp_ms(${filter.from})`]),
    ...(filter.to === undefined ? [] : [`event_time < make_timestamp_ms(${filter.to})`]),
  ];
  const where = bounds.length === 0 ? '' : ` where ${bounds.join(' and ')}`;
  return askFiles(lake, filter, (files) => ask({ sql, before: [`create temp view activity as select * from ${eventsOf(files)}${where}`], readableFolders: lake.readableFolders, ...limits }));
}
