import { sql, type SQL } from 'drizzle-orm';
import type { Db, Store } from '../store/store.ts';
import type { Boss } from './create-boss.ts';
import { queueCancellations } from './tables.ts';

/**
 * What waits is cancelled at once. What runs is asked to stop and stays active until it has, wherever that is, so that
 * no other job of its key begins meanwhile. The rows are locked, so that none changes from one to the other between.
 */
export async function cancelJobs({ boss, transaction }: Boss, kind: string, which: { jobId: string } | { key: string }): Promise<string[]> {
  const chosen = 'jobId' in which ? sql`id = ${which.jobId}::uuid` : sql`singleton_key = ${which.key}`;
  return transaction(async (tx) => {
    const jobs = await lockJobs(tx, sql`name = ${kind} and ${chosen}`);
    const waiting = jobs.filter(({ isActive }) => !isActive).map(({ id }) => id);
    const active = jobs.filter(({ isActive }) => isActive).map(({ id }) => id);
    if (waiting.length > 0) await boss.cancel(kind, waiting);
    if (active.length > 0) await tx.insert(queueCancellations).values(active.map((jobId) => ({ jobId }))).onConflictDoNothing();
    return active;
  });
}

async function lockJobs(tx: Db, which: SQL): Promise<{ id: string; isActive: boolean }[]> {
  const result: unknown = await tx.execute(sql`select id::text, state = 'active' as active from pgboss.job where ${which} and state <= 'active' for update`);
  const rows: unknown = Reflect.get(Object(result), 'rows');
  if (!Array.isArray(rows)) throw new TypeError('The database gave no rows');
  return rows.map((row: unknown) => ({ id: String(Reflect.get(Object(row), 'id')), isActive: Reflect.get(Object(row), 'active') === true }));
}

/** Forgets requests whose jobs ended by themselves before they were seen. */
export async function forgetOldCancellations(store: Store): Promise<void> {
  await store.db.delete(queueCancellations).where(sql`${queueCancellations.requestedAt} < now() - interval '1 day'`);
}
