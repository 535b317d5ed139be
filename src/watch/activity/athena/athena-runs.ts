import { and, desc, eq, gte, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import { AppError } from '../../../core/app-error.ts';
import type { AthenaRun } from './contract.ts';
import { athenaRuns } from './tables.ts';

export type RunRow = typeof athenaRuns.$inferSelect;
type RunState = RunRow['state'];

export async function insertRun(store: Store, run: typeof athenaRuns.$inferInsert): Promise<RunRow> {
  const [row] = await store.db.insert(athenaRuns).values(run).returning();
  if (!row) throw new Error('What is asked of Athena could not be stored');
  return row;
}

export async function findRun(store: Store, id: string): Promise<RunRow> {
  const [row] = await store.db.select().from(athenaRuns).where(eq(athenaRuns.id, id));
  if (!row) throw new AppError('not-found', `Nothing was asked of Athena under ${id}`, { hint: 'GET /api/activity/athena/runs lists what was' });
  return row;
}

export async function listRuns(store: Store, { kind, limit }: { kind?: RunRow['kind'] | undefined; limit: number }): Promise<RunRow[]> {
  return store.db.select().from(athenaRuns).where(kind && eq(athenaRuns.kind, kind)).orderBy(desc(athenaRuns.askedAt), desc(athenaRuns.id)).limit(limit);
}

/** Changes a run that is in one of these states; undefined when it is not any more. */
export async function changeRun(store: Store, id: string, { from, ...change }: { from: readonly RunState[] } & Partial<typeof athenaRuns.$inferInsert>): Promise<RunRow | undefined> {
  const [row] = await store.db.update(athenaRuns).set(change).where(and(eq(athenaRuns.id, id), inArray(athenaRuns.state, [...from]))).returning();
  return row;
}

/** What Athena and Glue have cost since the month began in UTC, with what those that run may cost yet. What was asked before and ended since, or has not ended, counts whole. */
export async function spentThisMonth(store: Store, now: Date): Promise<number> {
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const [row] = await store.db
    .select({ usd: sql<number>`coalesce(sum(case when ${athenaRuns.endedAt} is null and ${athenaRuns.state} <> 'asked' then greatest(${athenaRuns.usd}, ${athenaRuns.mostUsd}) else ${athenaRuns.usd} end), 0)::double precision` })
    .from(athenaRuns)
    .where(or(gte(athenaRuns.askedAt, month), gte(athenaRuns.endedAt, month), isNull(athenaRuns.endedAt)));
  return row?.usd ?? 0;
}

/** Forgets what ended before a moment. Athena keeps the answers for as long as their bucket does. */
export async function forgetRuns(store: Store, before: Date): Promise<void> {
  await store.db.delete(athenaRuns).where(lt(athenaRuns.endedAt, before));
}

export function runFromRow(kept: RunRow): AthenaRun {
  const { hasHeader: _, isCancelAsked, askedAt, endedAt, ...row } = kept;
  return { ...row, progress: isCancelAsked && endedAt === null ? 'CANCELLING' : row.progress, askedAt: askedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}
