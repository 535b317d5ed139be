import { randomUUID } from 'node:crypto';
import type { AwsSession } from '../../../base/aws/door.ts';
import type { Output } from '../../../base/aws/services.ts';
import { AppError } from '../../../core/app-error.ts';
import { pollUntil } from './poll-until.ts';
import { scanPrice, type ScanPrice } from './scan-price.ts';

export const athenaQueryActions = ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetWorkGroup', 'athena:StartQueryExecution', 'athena:StopQueryExecution'] as const;

export interface AthenaQuery {
  readonly sql: string;
  readonly database: string;
  readonly workGroup?: string;
  /** Where Athena puts results, when the workgroup does not say. */
  readonly outputLocation?: string;
  /** A query that would read more, or does, is refused or stopped. The workgroup's own limit counts as well. */
  readonly ceilingBytes: number;
  /** What the query may read at most, such as from `estimateScan`; it is compared with the ceiling before anything starts. */
  readonly estimate?: ScanPrice;
  readonly timeoutMs?: number;
  /** Ends the query in Athena too. The session must not end with it, or Athena could not be told. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { state: string; scanned: ScanPrice }) => void;
}

export interface AthenaAnswer {
  readonly queryExecutionId: string;
  readonly estimate: ScanPrice | undefined;
  /** What was read, and what that costs. */
  readonly scanned: ScanPrice;
  readonly tookMs: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Page by page, as they are read. Values are text, or null. */
  readonly rows: AsyncIterable<readonly (string | null)[]>;
}

type Execution = NonNullable<Output<'athena', 'GetQueryExecution'>['QueryExecution']>;

/** Runs SQL in Athena and waits for its end. What it would cost is known before, what it did cost after. */
export async function executeAthenaQuery(session: AwsSession, query: AthenaQuery): Promise<AthenaAnswer> {
  const { estimate, signal } = query;
  const workGroup = query.workGroup ?? 'primary';
  const ceiling = Math.min(query.ceilingBytes, await workGroupLimit(session, workGroup));
  if (estimate && estimate.bytes > ceiling) throw tooDear(`The query may read ${inMegabytes(estimate.bytes)} for $${estimate.usd.toFixed(4)}`, ceiling);
  if (signal?.aborted === true) throw new AppError('cancelled', 'The query was cancelled before it began');

  const started = await session.call('athena', 'StartQueryExecution', {
    QueryString: query.sql,
    // The same token again is the same query: a retry on the way starts no second one.
    ClientRequestToken: randomUUID(),
    QueryExecutionContext: { Database: query.database },
    WorkGroup: workGroup,
    ...(query.outputLocation === undefined ? {} : { ResultConfiguration: { OutputLocation: query.outputLocation } }),
  });
  const id = started.QueryExecutionId ?? '';
  const execution = await endOf(session, id, { ...query, ceiling });
  const bytes = execution.Statistics?.DataScannedInBytes ?? 0;
  const pages = session.pages('athena', 'GetQueryResults', { QueryExecutionId: id })[Symbol.asyncIterator]();
  const first = await pages.next();
  const info = first.done === true ? [] : (first.value.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []);
  return {
    queryExecutionId: id,
    estimate,
    scanned: scanPrice(bytes, { isBilled: execution.StatementType === 'DML' }),
    tookMs: execution.Statistics?.TotalExecutionTimeInMillis ?? 0,
    columns: info.map(({ Name = '', Type = '' }) => ({ name: Name, type: Type })),
    rows: rowsOf(first, pages, execution.StatementType === 'DML'),
  };
}

async function workGroupLimit(session: AwsSession, name: string): Promise<number> {
  const { WorkGroup: group } = await session.call('athena', 'GetWorkGroup', { WorkGroup: name });
  if (group?.State === 'DISABLED') throw new AppError('could-not-look', `Athena's workgroup ${name} is disabled`, { hint: 'Enable it, or name another one' });
  return group?.Configuration?.BytesScannedCutoffPerQuery ?? Infinity;
}

async function endOf(session: AwsSession, id: string, { ceiling, timeoutMs = 900_000, signal, onProgress }: AthenaQuery & { ceiling: number }): Promise<Execution> {
  let last: Execution | undefined;
  const end = await pollUntil(
    async () => {
      const { QueryExecution: execution } = await session.call('athena', 'GetQueryExecution', { QueryExecutionId: id });
      last = execution;
      const bytes = execution?.Statistics?.DataScannedInBytes ?? 0;
      const state = execution?.Status?.State ?? 'QUEUED';
      onProgress?.({ state, scanned: scanPrice(bytes) });
      if (state === 'QUEUED' || state === 'RUNNING') return bytes > ceiling ? ('over' as const) : undefined;
      return execution;
    },
    { signal, timeoutMs },
  );
  if (end.kind === 'done' && end.value !== 'over') return succeeded(end.value, ceiling);
  await session.call('athena', 'StopQueryExecution', { QueryExecutionId: id });
  const read = inMegabytes(last?.Statistics?.DataScannedInBytes ?? 0);
  if (end.kind === 'aborted') throw new AppError('cancelled', `The query was cancelled after it had read ${read}`);
  if (end.kind === 'late') throw new AppError('too-slow', `The query was stopped after ${Math.round(timeoutMs / 1_000)} s; it had read ${read}`, { hint: 'Ask about less time, or allow more' });
  throw tooDear(`The query was stopped when it had read ${read}`, ceiling);
}

function succeeded(execution: Execution, ceiling: number): Execution {
  const { State: state, StateChangeReason: reason = 'no reason given' } = execution.Status ?? {};
  if (state === 'SUCCEEDED') return execution;
  const read = inMegabytes(execution.Statistics?.DataScannedInBytes ?? 0);
  if (state === 'CANCELLED' && /bytes scanned limit/i.test(reason)) throw tooDear(`Athena stopped the query when it had read ${read}`, ceiling);
  if (state === 'CANCELLED') throw new AppError('cancelled', `The query was cancelled in Athena: ${reason}`);
  throw new AppError('bad-request', `Athena could not answer: ${reason.slice(0, 500)}`);
}

async function* rowsOf(first: IteratorResult<Output<'athena', 'GetQueryResults'>>, rest: AsyncIterator<Output<'athena', 'GetQueryResults'>>, hasHeader: boolean): AsyncGenerator<readonly (string | null)[]> {
  let isFirst = true;
  for (let page = first; page.done !== true; page = await rest.next()) {
    const rows = (page.value.ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));
    yield* isFirst && hasHeader ? rows.slice(1) : rows;
    isFirst = false;
  }
}

function tooDear(what: string, ceiling: number): AppError {
  return new AppError('too-large', `${what}, and ${inMegabytes(ceiling)} is the most it may`, { hint: 'Ask about fewer days, accounts, regions or columns, or raise the ceiling' });
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 0)} MB`;
}
