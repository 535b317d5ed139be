import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';
import { followAthenaQuery, type AthenaProgress } from './follow-athena-query.ts';
import { athenaPages, type AthenaAnswerColumn, type AthenaPage, type AthenaRow } from './read-athena-rows.ts';
import { scanPrice, type ScanPrice } from './scan-price.ts';
import { athenaCeiling, startAthenaQuery, type AthenaStatement } from './start-athena-query.ts';
import { inMegabytes, tooDear } from './too-dear.ts';

export const athenaQueryActions = ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetWorkGroup', 'athena:StartQueryExecution', 'athena:StopQueryExecution'] as const;

export interface AthenaQuery extends AthenaStatement {
  /** A query that would read more, or does, is refused or stopped. The workgroup's own limit counts as well. */
  readonly ceilingBytes: number;
  /** What the query may read at most; it is compared with the ceiling before anything starts. */
  readonly estimate?: ScanPrice | undefined;
  readonly timeoutMs?: number;
  /** Ends the query in Athena too. The session must not end with it, or Athena could not be told. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: AthenaProgress) => void | Promise<void>;
}

export interface AthenaAnswer {
  readonly queryExecutionId: string;
  readonly estimate: ScanPrice | undefined;
  /** What was read, and what that costs. */
  readonly scanned: ScanPrice;
  readonly tookMs: number;
  readonly columns: readonly AthenaAnswerColumn[];
  /** Page by page, as they are read. */
  readonly rows: AsyncIterable<AthenaRow>;
}

/** Runs SQL in Athena and waits for its end. What it would cost is known before, what it did cost after. */
export async function executeAthenaQuery(session: AwsSession, query: AthenaQuery): Promise<AthenaAnswer> {
  const { estimate, signal } = query;
  const ceiling = await athenaCeiling(session, query);
  if (estimate && estimate.bytes > ceiling) throw tooDear(`The query may read ${inMegabytes(estimate.bytes)} for $${estimate.usd.toFixed(4)}`, ceiling);
  if (signal?.aborted === true) throw new AppError('cancelled', 'The query was cancelled before it began');

  const id = await startAthenaQuery(session, query);
  const execution = await followAthenaQuery(session, id, { ...query, ceiling });
  const isDml = execution.StatementType === 'DML';
  const bytes = execution.Statistics?.DataScannedInBytes ?? 0;
  const pages = athenaPages(session, id, { hasHeader: isDml });
  const first = await pages.next();
  return {
    queryExecutionId: id,
    estimate,
    scanned: scanPrice(bytes, { isBilled: isDml }),
    tookMs: execution.Statistics?.TotalExecutionTimeInMillis ?? 0,
    columns: first.done === true ? [] : first.value.columns,
    rows: rowsOf(first, pages),
  };
}

async function* rowsOf(first: IteratorResult<AthenaPage, unknown>, rest: AsyncIterator<AthenaPage>): AsyncGenerator<AthenaRow> {
  for (let page = first; page.done !== true; page = await rest.next()) yield* page.value.rows;
}
