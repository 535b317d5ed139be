import { eq } from 'drizzle-orm';
import type { Log } from '../telemetry/create-log.ts';
import type { Store } from '../store/store.ts';
import { queueCancellations } from './tables.ts';
import type { Trouble } from './watch-trouble.ts';

const lookMs = 500;

/** Why a job was stopped: somebody cancelled it, this process ends, or another worker has it now. */
export type StopReason = 'cancelled' | 'shutdown' | 'lost';

interface Running {
  readonly kind: string;
  readonly attempt: number;
  readonly controller: AbortController;
  stopped: StopReason | undefined;
}

export interface RunningJob {
  readonly signal: AbortSignal;
  stopped(): StopReason | undefined;
}

/** The jobs this process is working on, each with the switch that stops it. */
export interface RunningJobs {
  readonly size: number;
  run<T>(job: { id: string; kind: string; attempt: number; signal: AbortSignal }, work: (running: RunningJob) => Promise<T>): Promise<T>;
  abort(jobId: string, reason: StopReason): void;
  abortAll(reason: StopReason): void;
  stop(): void;
}

export function trackRunningJobs({ store, log, trouble }: { store: Store; log: Log; trouble: Trouble }): RunningJobs {
  const running = new Map<string, Running>();
  let isLooking = false;
  const timer = setInterval(() => {
    if (running.size === 0 || isLooking) return;
    isLooking = true;
    void abortStopped().finally(() => {
      isLooking = false;
    });
  }, lookMs);

  async function abortStopped(): Promise<void> {
    const looked = [...running];
    try {
      const { rows } = await store.execute(
        `select job.id::text, job.retry_count, cancelled.job_id is not null as cancelled
         from pgboss.job left join queue_cancellations cancelled on cancelled.job_id = job.id
         where job.name = any($1::text[]) and job.id = any($2::uuid[]) and job.state = 'active'`,
        [[...new Set(looked.map(([, { kind }]) => kind))], looked.map(([id]) => id)],
      );
      const active = new Map(rows.map((row) => [String(row.id), row]));
      for (const [id, job] of looked) {
        if (running.get(id) !== job) continue;
        const row = active.get(id);
        if (!row || Number(row.retry_count) !== job.attempt) abort(id, 'lost');
        else if (row.cancelled === true) abort(id, 'cancelled');
      }
    } catch (error) {
      trouble.report(error);
    }
  }

  function abort(jobId: string, reason: StopReason): void {
    const job = running.get(jobId);
    if (!job || job.stopped) return;
    job.stopped = reason;
    log.debug({ jobId, kind: job.kind, reason }, 'A running job is stopped');
    job.controller.abort(new Error(`The job was stopped: ${reason}`));
  }

  return {
    get size() {
      return running.size;
    },
    async run({ id, kind, attempt, signal }, work) {
      const job: Running = { kind, attempt, controller: new AbortController(), stopped: undefined };
      running.set(id, job);
      try {
        return await work({ signal: AbortSignal.any([job.controller.signal, signal]), stopped: () => job.stopped });
      } finally {
        if (running.get(id) === job) running.delete(id);
      }
    },
    abort,
    abortAll(reason) {
      for (const id of running.keys()) abort(id, reason);
    },
    stop() {
      clearInterval(timer);
    },
  };
}

/** Whether somebody asked for the job to be cancelled; asks no further once told. */
export async function takeCancellation(store: Store, jobId: string): Promise<boolean> {
  const taken = await store.db.delete(queueCancellations).where(eq(queueCancellations.jobId, jobId)).returning({ jobId: queueCancellations.jobId });
  return taken.length > 0;
}
