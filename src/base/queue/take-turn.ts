import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import type { Store } from '../store/store.ts';
import { queueTurns } from './tables.ts';

const lookMs = 250;

export interface Turn {
  readonly kind: string;
  readonly key: string;
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Waits until nobody else works under the key, and gives the function that ends the turn.
 *
 * pg-boss hands out a second job of a key only when none is active, but two processes that ask in the same instant may
 * each get one (a retry and a new job). The primary key of our table lets one of them through.
 */
export async function takeTurn(store: Store, turn: Turn, signal: AbortSignal): Promise<() => Promise<void>> {
  while (!(await insertTurn(store, turn))) {
    if (!(await removeEnded(store, turn))) await sleep(lookMs, undefined, { signal });
  }
  return () => deleteTurn(store, turn);
}

async function insertTurn(store: Store, turn: Turn): Promise<boolean> {
  const inserted = await store.db.insert(queueTurns).values(turn).onConflictDoNothing().returning({ key: queueTurns.key });
  return inserted.length === 1;
}

/** Removes the turn of an attempt that is over. Its job was active before the turn was written, so what is not active now has ended. */
async function removeEnded(store: Store, { kind, key }: Turn): Promise<boolean> {
  const [holder] = await store.db
    .select()
    .from(queueTurns)
    .where(and(eq(queueTurns.kind, kind), eq(queueTurns.key, key)));
  if (!holder) return true;
  const { rows } = await store.execute("select 1 from pgboss.job where name = $1 and id = $2 and state = 'active' and retry_count = $3", [
    kind,
    holder.jobId,
    holder.attempt,
  ]);
  if (rows.length > 0) return false;
  await deleteTurn(store, holder);
  return true;
}

async function deleteTurn(store: Store, { kind, key, jobId, attempt }: Turn): Promise<void> {
  await store.db
    .delete(queueTurns)
    .where(and(eq(queueTurns.kind, kind), eq(queueTurns.key, key), eq(queueTurns.jobId, jobId), eq(queueTurns.attempt, attempt)));
}
