import { and, gte, like, lt, sql } from 'drizzle-orm';
import type { AwsDoor, UsageLine } from '../aws/door.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Clock } from '../../core/clock.ts';
import { awsUsage } from './tables.ts';

/** As many as fit into a statement's parameters with room to spare. */
const linesAtOnce = 2_000;
const keptDays = 400;

/** Writes down what was called, and tells what this month has cost by account in all processes. */
export async function storeUsage({ db }: Store, lines: readonly UsageLine[], clock: Clock): Promise<ReadonlyMap<string, number>> {
  return db.transaction(async (tx) => {
    // One order for all processes, so that two of them cannot wait for each other's rows.
    const ordered = [...lines].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (let at = 0; at < ordered.length; at += linesAtOnce) {
      await tx
        .insert(awsUsage)
        .values(ordered.slice(at, at + linesAtOnce))
        .onConflictDoUpdate({
          target: [awsUsage.accountId, awsUsage.day, awsUsage.action],
          set: { calls: sql`${awsUsage.calls} + excluded.calls`, failures: sql`${awsUsage.failures} + excluded.failures`, usd: sql`${awsUsage.usd} + excluded.usd` },
        });
    }
    const month = clock().toISOString().slice(0, 7);
    const spent = await tx.select({ accountId: awsUsage.accountId, usd: sql<number>`sum(${awsUsage.usd})::float8` }).from(awsUsage).where(like(awsUsage.day, `${month}-%`)).groupBy(awsUsage.accountId);
    return new Map(spent.map(({ accountId, usd }) => [accountId, usd]));
  });
}

/** Actions that were called with success since a day, by action. */
export async function usedActions({ db }: Store, { since, accountId }: { since: Date; accountId?: string | undefined }): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectDistinct({ action: awsUsage.action })
    .from(awsUsage)
    .where(and(gte(awsUsage.day, since.toISOString().slice(0, 10)), sql`${awsUsage.calls} > ${awsUsage.failures}`, ...(accountId === undefined ? [] : [sql`${awsUsage.accountId} = ${accountId}`])));
  return new Set(rows.map(({ action }) => action));
}

/** Since when there is a book of what was called; undefined when there is none yet. */
export async function usageSince({ db }: Store): Promise<Date | undefined> {
  const [row] = await db.select({ day: sql<string | null>`min(${awsUsage.day})` }).from(awsUsage);
  return row?.day ? new Date(`${row.day}T00:00:00Z`) : undefined;
}

export interface UsageKeeper {
  close(): Promise<void>;
}

/** Writes down what this process calls, every so often and at its end. The month's spending is known before the first billed call. */
export async function keepUsage({ aws, store, clock, log, everyMs = 20_000 }: { aws: AwsDoor; store: Store; clock: Clock; log: Log; everyMs?: number }): Promise<UsageKeeper> {
  const flush = () => aws.flushUsage((lines) => storeUsage(store, lines, clock));
  await store.db.delete(awsUsage).where(lt(awsUsage.day, new Date(clock().getTime() - keptDays * 86_400_000).toISOString().slice(0, 10)));
  await flush();
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(flush).catch((error: unknown) => log.warn({ err: error }, 'What was called in AWS could not be written down; it is tried again'));
  }, everyMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await running;
      await flush();
    },
  };
}

function keyOf({ accountId, day, action }: UsageLine): string {
  return `${accountId}|${day}|${action}`;
}
