import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import type { PgBoss } from 'pg-boss';
import { systemClock, type Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import { cancelJobs, forgetOldCancellations } from './cancel-jobs.ts';
import { createBoss } from './create-boss.ts';
import { deadName, listDeadJobs, reviveDeadJob } from './dead-jobs.ts';
import { firstRunOf } from './next-run.ts';
import type { Queue, WorkKind } from './queue.ts';
import { runJob, type Envelope } from './run-job.ts';
import { trackRunningJobs } from './running-jobs.ts';
import { startScheduleTicker } from './schedule-ticker.ts';
import { sendOptions } from './send-options.ts';
import { schedules } from './tables.ts';
import { watchTrouble } from './watch-trouble.ts';

const keepDeadSeconds = 90 * 86_400;
const windDownMs = 5_000;

export async function openQueue(options: { store: Store; log: Log; clock?: Clock }): Promise<Queue> {
  const { store, log, clock = systemClock } = options;
  const trouble = watchTrouble(log, clock);
  const created = await createBoss(store, { log, trouble });
  const { boss } = created;
  if (store.kind === 'embedded') await takeBackInterrupted(store, boss);
  await forgetOldCancellations(store);
  const ticker = startScheduleTicker({ store, boss: created, clock, log, trouble });
  const running = trackRunningJobs({ store, log, trouble });
  let closing: Promise<void> | undefined;

  async function cancel(kind: WorkKind, which: { jobId: string } | { key: string }): Promise<void> {
    for (const id of await cancelJobs(created, kind.name, which)) running.abort(id, 'cancelled');
  }

  async function close(graceMs: number): Promise<void> {
    await ticker.stop();
    const stopping = boss.stop({ graceful: true, close: false, timeout: graceMs + windDownMs });
    const until = Date.now() + graceMs;
    while (running.size > 0 && Date.now() < until) await sleep(50);
    running.abortAll('shutdown');
    await stopping;
    running.stop();
  }

  return {
    define: (kind) => defineKind(boss, kind),
    async send(kind, data, { key, startAfterMs } = {}) {
      const body: Envelope = { body: kind.data.parse(data) };
      return boss.send(kind.name, body, sendOptions({ key: keyOf(kind, key), startAfterMs }));
    },
    async work(kind, { concurrency }, handle) {
      const perKey = kind.oneAtATimePerKey === true ? { groupConcurrency: 1 } : {};
      const workOptions = { localConcurrency: concurrency, batchSize: 1, pollingIntervalSeconds: 1, ...perKey };
      await boss.work<Envelope>(kind.name, workOptions, async ([job]) => {
        if (job) await runJob({ store, boss, running, log }, kind, { job, handle });
      });
    },
    cancel: (kind, jobId) => cancel(kind, { jobId }),
    cancelKey: (kind, key) => cancel(kind, { key }),
    async schedule(name, kind, { every, data, key, firstRunAt }) {
      const row = { kind: kind.name, every, data: kind.data.parse(data), key: keyOf(kind, key) ?? null };
      const firstRun = firstRunOf(every, clock());
      const nextRunAt = firstRunAt ?? firstRun;
      const keepsTime = firstRunAt === undefined ? sql`case when ${schedules.every} = ${every} then ${schedules.nextRunAt} else excluded.next_run_at end` : nextRunAt;
      await store.db
        .insert(schedules)
        .values({ name, ...row, nextRunAt })
        .onConflictDoUpdate({ target: schedules.name, set: { ...row, nextRunAt: keepsTime } });
    },
    async unschedule(name) {
      await store.db.delete(schedules).where(eq(schedules.name, name));
    },
    async nextRunAt(name) {
      const [row] = await store.db.select({ at: schedules.nextRunAt }).from(schedules).where(eq(schedules.name, name));
      return row?.at;
    },
    dead: (kind) => listDeadJobs(store, kind),
    revive: (kind, jobId) => reviveDeadJob({ store, boss }, kind, jobId),
    depth: (kind) => countJobs(store, kind),
    async ping() {
      await store.ping();
      await store.execute('select 1 from pgboss.queue limit 1');
    },
    close: ({ graceMs = 10_000 } = {}) => (closing ??= close(graceMs)),
  };
}

/** A kind that runs one job at a time has a key in every case, so that there is something to be unique. */
function keyOf(kind: WorkKind, key: string | undefined): string | undefined {
  if (kind.oneAtATimePerKey === true) return key ?? 'only';
  if (key !== undefined) throw new TypeError(`The kind ${kind.name} has no keys: its jobs run side by side`);
  return undefined;
}

async function defineKind(boss: PgBoss, kind: WorkKind): Promise<void> {
  const { retry = { limit: 3, delaySeconds: 5, backoff: true, maxDelaySeconds: 600 } } = kind;
  const settings = {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: retry.backoff,
    ...(retry.backoff && retry.maxDelaySeconds !== undefined ? { retryDelayMax: retry.maxDelaySeconds } : {}),
    expireInSeconds: kind.expireSeconds ?? 900,
    heartbeatSeconds: kind.heartbeatSeconds ?? 30,
    deleteAfterSeconds: 86_400,
  };
  const policy = kind.oneAtATimePerKey === true ? 'short' : 'standard';
  await boss.createQueue(deadName(kind), { retryLimit: 0, retentionSeconds: keepDeadSeconds });
  await boss.createQueue(kind.name, { ...settings, policy, deadLetter: deadName(kind) });
  await boss.updateQueue(kind.name, settings);
}

/** Nobody else works on an embedded store, so what is active at the start was cut off. It is tried again, as after any failure. */
async function takeBackInterrupted(store: Store, boss: PgBoss): Promise<void> {
  const { rows } = await store.execute("select name, id::text from pgboss.job where state = 'active'");
  for (const { name, id } of rows) await boss.fail(String(name), String(id), { message: 'The process that worked on this job ended' });
}

async function countJobs(store: Store, kind: WorkKind): Promise<{ waiting: number; active: number; dead: number }> {
  const { rows } = await store.execute(
    `select count(*) filter (where name = $1 and state < 'active')::int as waiting,
            count(*) filter (where name = $1 and state = 'active')::int as active,
            count(*) filter (where name = $2 and state < 'active')::int as dead
     from pgboss.job where name in ($1, $2)`,
    [kind.name, deadName(kind)],
  );
  const [row] = rows;
  return { waiting: Number(row?.waiting ?? 0), active: Number(row?.active ?? 0), dead: Number(row?.dead ?? 0) };
}
