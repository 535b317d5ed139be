import { and, eq, lte, notInArray } from 'drizzle-orm';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Store } from '../store/store.ts';
import type { Boss } from './create-boss.ts';
import { nextRunAfter } from './next-run.ts';
import { sendOptions } from './send-options.ts';
import { schedules } from './tables.ts';
import type { Trouble } from './watch-trouble.ts';

const tickMs = 500;

export interface ScheduleTicker {
  stop(): Promise<void>;
}

interface TickerDeps {
  readonly store: Store;
  readonly boss: Boss;
  readonly clock: Clock;
  readonly log: Log;
  readonly trouble: Trouble;
}

/**
 * Sends what is due. A due row is claimed and its job sent in one transaction, so that of any number of processes one
 * sends it, and a process that dies in between has sent nothing.
 */
export function startScheduleTicker(deps: TickerDeps): ScheduleTicker {
  let isStopped = false;
  let ticking: Promise<void> | undefined;
  let failing = new Set<string>();
  const timer = setInterval(() => {
    ticking ??= tick().finally(() => {
      ticking = undefined;
    });
  }, tickMs);

  async function tick(): Promise<void> {
    const failed = new Set<string>();
    try {
      while (!isStopped) {
        const sent = await sendOneDue(deps, [...failed]);
        if (sent === undefined) break;
        if (sent.error === undefined) continue;
        failed.add(sent.name);
        if (!failing.has(sent.name)) deps.log.error({ err: sent.error, schedule: sent.name }, 'A schedule cannot be sent; trying again');
      }
      failing = failed;
      deps.trouble.worked();
    } catch (error) {
      deps.trouble.report(error);
    }
  }

  return {
    async stop() {
      isStopped = true;
      clearInterval(timer);
      await ticking;
    },
  };
}

/** One schedule that cannot be sent, such as one whose kind is gone, does not hold up the others: it is passed over. */
async function sendOneDue({ store, boss, clock }: TickerDeps, passedOver: string[]): Promise<{ name: string; error?: unknown } | undefined> {
  const now = clock();
  const isDue = and(lte(schedules.nextRunAt, now), passedOver.length > 0 ? notInArray(schedules.name, passedOver) : undefined);
  const [waiting] = await store.db.select({ name: schedules.name }).from(schedules).where(isDue).limit(1);
  if (!waiting) return undefined;
  let name: string | undefined;
  try {
    await boss.transaction(async (tx) => {
      const [due] = await tx.select().from(schedules).where(isDue).orderBy(schedules.nextRunAt).limit(1).for('update', { skipLocked: true });
      if (!due) return;
      name = due.name;
      await tx
        .update(schedules)
        .set({ nextRunAt: nextRunAfter(due.every, due.nextRunAt, now) })
        .where(eq(schedules.name, due.name));
      await boss.boss.send(due.kind, { body: due.data }, sendOptions({ key: due.key ?? undefined }));
    });
  } catch (error) {
    if (name === undefined) throw error;
    return { name, error };
  }
  return name === undefined ? undefined : { name };
}
