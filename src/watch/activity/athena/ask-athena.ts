import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Queue, WorkKind } from '../../../base/queue/queue.ts';
import type { Store } from '../../../base/store/store.ts';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { AthenaDesk } from './athena-desk.ts';
import { changeRun, findRun, insertRun, spentThisMonth, type RunRow } from './athena-runs.ts';
import type { AthenaRun } from './contract.ts';
import { mostGlueJobUsd } from './glue-job-order.ts';
import { refuseWritingSql } from './refuse-writing-sql.ts';
import { refuseDearJob } from './run-glue-etl-job.ts';
import { scanPrice } from './scan-price.ts';

export interface AthenaDeps {
  readonly desk: AthenaDesk;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: Clock;
  /** The most that everything billed may cost in a month. */
  readonly monthlyCeilingUsd: number;
}

/** Follows one query or job to its end, in whichever process; it goes on where another one stopped. */
export const athenaWork = {
  name: 'athena-run',
  data: z.object({ runId: z.string() }),
  retry: { limit: 4, delaySeconds: 3, backoff: true },
  expireSeconds: 6 * 3_600,
  heartbeatSeconds: 30,
} as const satisfies WorkKind;

/** A query that a person asks for. It runs in the background. */
export async function askAthena(deps: AthenaDeps, { sql, askedBy }: { sql: string; askedBy: string }): Promise<RunRow> {
  refuseWritingSql(sql);
  await deps.desk.session([]);
  const mostUsd = scanPrice(deps.desk.ceilingBytes).usd;
  await refuseOverspending(deps, mostUsd);
  const run = await insertRun(deps.store, { id: randomUUID(), kind: 'query', state: 'waiting', sql, askedBy, askedAt: deps.clock(), mostUsd });
  await deps.queue.send(athenaWork, { runId: run.id });
  return run;
}

/** A job that somebody wants to run. Another decision, of somebody who may approve, lets it. */
export async function askGlueJob(deps: AthenaDeps, { job, askedBy }: { job: NonNullable<AthenaRun['job']>; askedBy: string }): Promise<RunRow> {
  await deps.desk.session([]);
  refuseDearJob(job, deps.desk.settings.jobCeilingUsd);
  return insertRun(deps.store, { id: randomUUID(), kind: 'job', state: 'asked', job, askedBy, askedAt: deps.clock(), mostUsd: mostGlueJobUsd(job) });
}

export async function approveGlueJob(deps: AthenaDeps, { id, approvedBy }: { id: string; approvedBy: string }): Promise<RunRow> {
  const asked = await findRun(deps.store, id);
  await deps.desk.session([]);
  if (asked.job) refuseDearJob(asked.job, deps.desk.settings.jobCeilingUsd);
  await refuseOverspending(deps, asked.mostUsd);
  const run = await changeRun(deps.store, id, { from: ['asked'], state: 'waiting', approvedBy });
  if (!run) throw new AppError('conflict', `It waits for no approval: it is ${asked.state}`);
  await deps.queue.send(athenaWork, { runId: id });
  return run;
}

/** Whoever follows the run stops it in AWS; what has not begun never does. */
export async function cancelAthenaRun({ store, clock }: AthenaDeps, id: string): Promise<RunRow> {
  const ended = { state: 'cancelled', message: 'It was cancelled before it began', endedAt: clock() } as const;
  const run = (await changeRun(store, id, { from: ['asked', 'waiting'], ...ended })) ?? (await changeRun(store, id, { from: ['running'], isCancelAsked: true }));
  return run ?? refuseEnded(await findRun(store, id));
}

function refuseEnded({ state }: RunRow): never {
  throw new AppError('conflict', `It has ended already: ${state}`);
}

async function refuseOverspending({ store, clock, monthlyCeilingUsd }: AthenaDeps, mostUsd: number): Promise<void> {
  const spentUsd = await spentThisMonth(store, clock());
  if (spentUsd + mostUsd <= monthlyCeilingUsd) return;
  throw new AppError('too-large', `It may cost $${mostUsd.toFixed(4)}, and with the $${spentUsd.toFixed(4)} that Athena and Glue have cost or may cost this month that is more than $${monthlyCeilingUsd.toFixed(2)}`, { hint: 'Raise aws.monthlyCeilingUsd, lower athena.ceilingUsd, or wait for the next month' });
}
