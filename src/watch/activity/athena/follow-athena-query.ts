import type { AwsSession } from '../../../base/aws/door.ts';
import type { Output } from '../../../base/aws/services.ts';
import { AppError } from '../../../core/app-error.ts';
import { eitherOf, pollUntil } from './poll-until.ts';
import { scanPrice, type ScanPrice } from './scan-price.ts';
import { inMegabytes, tooDear } from './too-dear.ts';

export interface AthenaProgress {
  readonly state: string;
  readonly scanned: ScanPrice;
}

export interface Following {
  /** A query that reads more is stopped. */
  readonly ceiling: number;
  readonly timeoutMs?: number | undefined;
  /** Ends the query in Athena too. The session must not end with it, or Athena could not be told. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the waiting alone: somebody else will follow the query to its end. */
  readonly leave?: AbortSignal | undefined;
  readonly onProgress?: ((progress: AthenaProgress) => void | Promise<void>) | undefined;
}

export type AthenaExecution = NonNullable<Output<'athena', 'GetQueryExecution'>['QueryExecution']>;

/** Waits for the end of a query that was started, by whomever; one that reads too much or takes too long is stopped. */
export async function followAthenaQuery(session: AwsSession, id: string, { ceiling, timeoutMs = 900_000, signal, leave, onProgress }: Following): Promise<AthenaExecution> {
  let last: AthenaExecution | undefined;
  const end = await pollUntil(
    async () => {
      const { QueryExecution: execution } = await session.call('athena', 'GetQueryExecution', { QueryExecutionId: id });
      last = execution;
      const bytes = execution?.Statistics?.DataScannedInBytes ?? 0;
      const state = execution?.Status?.State ?? 'QUEUED';
      await onProgress?.({ state, scanned: scanPrice(bytes, { isBilled: bytes > 0 }) });
      if (state === 'QUEUED' || state === 'RUNNING') return bytes > ceiling ? ('over' as const) : undefined;
      return execution;
    },
    { signal: eitherOf(signal, leave), timeoutMs },
  );
  if (end.kind === 'done' && end.value !== 'over') return succeeded(end.value, ceiling);
  if (signal?.aborted !== true) leave?.throwIfAborted();
  await session.call('athena', 'StopQueryExecution', { QueryExecutionId: id });
  const read = inMegabytes(last?.Statistics?.DataScannedInBytes ?? 0);
  if (end.kind === 'aborted') throw new AppError('cancelled', `The query was cancelled after it had read ${read}`);
  if (end.kind === 'late') throw new AppError('too-slow', `The query was stopped after ${Math.round(timeoutMs / 1_000)} s; it had read ${read}`, { hint: 'Ask about less time, or allow more' });
  throw tooDear(`The query was stopped when it had read ${read}`, ceiling);
}

function succeeded(execution: AthenaExecution, ceiling: number): AthenaExecution {
  const { State: state, StateChangeReason: reason = 'no reason given' } = execution.Status ?? {};
  if (state === 'SUCCEEDED') return execution;
  const read = inMegabytes(execution.Statistics?.DataScannedInBytes ?? 0);
  if (state === 'CANCELLED' && /bytes scanned limit/i.test(reason)) throw tooDear(`Athena stopped the query when it had read ${read}`, ceiling);
  if (state === 'CANCELLED') throw new AppError('cancelled', `The query was cancelled in Athena: ${reason}`);
  throw new AppError('bad-request', `Athena could not answer: ${reason.slice(0, 500)}`);
}
