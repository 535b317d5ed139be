import type { Job as BossJob, PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Job, WorkKind } from './queue.ts';
import { takeCancellation, type RunningJob, type RunningJobs } from './running-jobs.ts';
import { takeTurn } from './take-turn.ts';

/** pg-boss wants an object; ours may be anything that JSON can hold. */
export interface Envelope {
  readonly body: unknown;
}

interface RunDeps {
  readonly store: Store;
  readonly boss: PgBoss;
  readonly running: RunningJobs;
  readonly log: Log;
}

/** One attempt at one job: when this returns the job is done, when it throws pg-boss tries again or lays it with the dead. */
export async function runJob<D extends z.ZodType>(
  deps: RunDeps,
  kind: WorkKind<D>,
  { job, handle }: { job: BossJob<Envelope>; handle: (job: Job<z.output<D>>) => Promise<void> },
): Promise<void> {
  const { log, running } = deps;
  const attempt = { id: job.id, kind: kind.name, attempt: job.retryCount, signal: job.signal };
  try {
    await running.run(attempt, async (run) => {
      const endTurn = kind.oneAtATimePerKey === true ? await takeTurn(deps.store, turnOf(kind, job), run.signal) : undefined;
      try {
        if (await takeCancellation(deps.store, job.id)) await endCancelled(deps, kind, job);
        else await handleJob(deps, { kind, job, run, handle });
      } finally {
        await endTurn?.();
      }
    });
  } catch (error) {
    const isStopped = error instanceof AppError && error.code === 'cancelled';
    if (!isStopped) log.warn({ err: error, kind: kind.name, jobId: job.id, attempt: job.retryCount + 1 }, 'A job failed');
    throw error;
  }
}

async function handleJob<D extends z.ZodType>(
  deps: RunDeps,
  { kind, job, run, handle }: { kind: WorkKind<D>; job: BossJob<Envelope>; run: RunningJob; handle: (job: Job<z.output<D>>) => Promise<void> },
): Promise<void> {
  const data = parsed(kind, job.data.body);
  try {
    await handle({ id: job.id, data, attempt: job.retryCount + 1, signal: run.signal });
  } catch (error) {
    if (run.stopped() === undefined) throw error;
    deps.log.debug({ err: error, jobId: job.id }, 'A stopped job ended');
  }
  const stopped = run.stopped();
  if (stopped === 'cancelled') {
    await takeCancellation(deps.store, job.id);
    await endCancelled(deps, kind, job);
  }
  // It may have been in the middle: whoever runs next does it again.
  if (stopped === 'shutdown') throw new AppError('cancelled', 'The process that worked on this job was shut down');
}

async function endCancelled({ boss }: RunDeps, kind: WorkKind, job: BossJob<Envelope>): Promise<void> {
  await boss.cancel(kind.name, { id: job.id, retryCount: job.retryCount });
}

function turnOf(kind: WorkKind, job: BossJob<Envelope>) {
  return { kind: kind.name, key: job.groupId ?? '', jobId: job.id, attempt: job.retryCount };
}

function parsed<D extends z.ZodType>(kind: WorkKind<D>, body: unknown): z.output<D> {
  const result = kind.data.safeParse(body);
  if (result.success) return result.data;
  throw new AppError('queue-failed', `A ${kind.name} job carries data that does not fit: ${result.error.message}`);
}
