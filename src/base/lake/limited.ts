import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '../../core/app-error.ts';
import type { SqlLimits } from './duckdb.ts';
import { sqlFailure } from './sql-failure.ts';

/** Interrupts what the connection does when its time is over or nobody waits for it any more. */
export async function limited<T>(connection: DuckDBConnection, { timeoutMs, signal }: SqlLimits, work: () => Promise<T>): Promise<T> {
  if (isOver(signal)) throw cancelled();
  let isLate = false;
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  function onTimeout() {
    isLate = true;
    connection.interrupt();
  }
  try {
    return await work();
  } catch (error) {
    if (isOver(signal)) throw cancelled(error);
    if (isLate) throw tooSlow(error);
    throw sqlFailure(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

function isOver(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function cancelled(cause?: unknown): AppError {
  return new AppError('cancelled', 'The query was cancelled', { cause });
}

function tooSlow(cause: unknown): AppError {
  return new AppError('too-slow', 'The query took longer than it may', { cause, hint: 'Ask about less time (since, until), fewer columns, or allow more time' });
}
