import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';
import { glueWorkerTypes } from './contract.ts';
import { filledOrder, glueJobUsd, glueUnitsUsd, mostGlueJobUsd, type GlueJobOrder } from './glue-job-order.ts';
import { eitherOf, pollUntil } from './poll-until.ts';

export const glueJobActions = ['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:StartJobRun'] as const;

export interface GlueProgress {
  readonly state: string;
  readonly seconds: number;
  /** What it has cost up to now. */
  readonly usd: number;
}

export interface GlueFollowing {
  /** Stops the run in Glue too. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the waiting alone: somebody else will follow the run to its end. */
  readonly leave?: AbortSignal | undefined;
  readonly onProgress?: ((progress: GlueProgress) => void | Promise<void>) | undefined;
}

export interface GlueJobRun {
  readonly runId: string;
  readonly seconds: number;
  /** The most that it could have cost, told before, and what it did. */
  readonly mostUsd: number;
  readonly usd: number;
}

const over: readonly string[] = ['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT', 'ERROR', 'EXPIRED'];

/** Runs a Glue job and waits for its end. An abort stops it in Glue too. */
export async function runGlueEtlJob(session: AwsSession, order: GlueJobOrder & GlueFollowing & { readonly ceilingUsd: number }): Promise<GlueJobRun> {
  refuseDearJob(order, order.ceilingUsd);
  if (order.signal?.aborted === true) throw new AppError('cancelled', `The job ${order.jobName} was cancelled before it began`);
  return followGlueJob(session, { order, runId: await startGlueJob(session, order) }, order);
}

/** A run that may cost more than it may is not begun. */
export function refuseDearJob(order: GlueJobOrder, ceilingUsd: number): void {
  const mostUsd = mostGlueJobUsd(order);
  if (mostUsd <= ceilingUsd) return;
  const { jobName, workers, workerType, timeoutMinutes } = filledOrder(order);
  throw new AppError('too-large', `The job ${jobName} may cost $${mostUsd.toFixed(2)}: ${workers} workers of ${workerType} for ${timeoutMinutes} minutes; $${ceilingUsd.toFixed(2)} is the most it may`, { hint: 'Take fewer workers or less time, or raise the ceiling' });
}

/** Starts a run and tells its id. Glue cannot be asked twice for the same run: whoever does not hear the id must not try again. */
export async function startGlueJob(session: AwsSession, order: GlueJobOrder): Promise<string> {
  const { jobName, workers, workerType, timeoutMinutes } = filledOrder(order);
  const { JobRunId: runId } = await session.call('glue', 'StartJobRun', {
    JobName: jobName,
    NumberOfWorkers: workers,
    WorkerType: workerType,
    Timeout: timeoutMinutes,
    ...(order.arguments ? { Arguments: { ...order.arguments } } : {}),
  });
  if (runId === undefined) throw new AppError('could-not-look', `Glue gave the run of ${jobName} no id`, { hint: 'Look in Glue whether it runs' });
  return runId;
}

/** Waits for the end of a run that was started, by whomever. */
export async function followGlueJob(session: AwsSession, { order, runId }: { order: GlueJobOrder; runId: string }, { signal, leave, onProgress }: GlueFollowing): Promise<GlueJobRun> {
  const { jobName, timeoutMinutes } = filledOrder(order);
  const end = await pollUntil(
    async () => {
      const run = await getGlueJobRun(session, { jobName, runId });
      await onProgress?.(run);
      return over.includes(run.state) ? run : undefined;
    },
    // Glue itself ends the run at its time; here only what would never end is given up.
    { signal: eitherOf(signal, leave), timeoutMs: (timeoutMinutes + 10) * 60_000, longestWaitMs: 15_000 },
  );
  if (end.kind !== 'done') {
    if (signal?.aborted !== true) leave?.throwIfAborted();
    await stopGlueJob(session, { jobName, runId });
    throw end.kind === 'aborted' ? new AppError('cancelled', `The job ${jobName} was stopped`) : new AppError('too-slow', `The job ${jobName} did not end within ${timeoutMinutes} minutes and was stopped`);
  }
  const { state, because, seconds, usd } = end.value;
  if (state === 'STOPPED') throw new AppError('cancelled', `The job ${jobName} was stopped in Glue`);
  if (state !== 'SUCCEEDED') throw new AppError('bad-request', `The job ${jobName} ended as ${state}: ${because ?? 'no reason given'}`);
  return { runId, seconds, mostUsd: mostGlueJobUsd(order), usd };
}

/** How far a run is. What Glue has not counted itself is counted by the workers and seconds that it tells. */
export async function getGlueJobRun(session: AwsSession, { jobName, runId }: { jobName: string; runId: string }): Promise<GlueProgress & { readonly because: string | null }> {
  const { JobRun: run } = await session.call('glue', 'GetJobRun', { JobName: jobName, RunId: runId });
  const seconds = run?.ExecutionTime ?? 0;
  const workerType = glueWorkerTypes.find((type) => type === run?.WorkerType);
  const usd = run?.DPUSeconds === undefined ? glueJobUsd({ jobName, workers: run?.NumberOfWorkers, workerType }, seconds) : glueUnitsUsd(run.DPUSeconds);
  return { state: run?.JobRunState ?? 'STARTING', seconds, usd, because: run?.ErrorMessage?.slice(0, 500) ?? null };
}

export async function stopGlueJob(session: AwsSession, { jobName, runId }: { jobName: string; runId: string }): Promise<void> {
  const { Errors: refused = [] } = await session.call('glue', 'BatchStopJobRun', { JobName: jobName, JobRunIds: [runId] });
  const [first] = refused;
  if (first) throw new AppError('conflict', `Glue did not stop ${runId}: ${first.ErrorDetail?.ErrorMessage ?? first.ErrorDetail?.ErrorCode ?? 'no reason given'}`);
}
