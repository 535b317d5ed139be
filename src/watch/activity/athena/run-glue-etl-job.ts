import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';
import { pollUntil } from './poll-until.ts';

export const glueJobActions = ['glue:BatchStopJobRun', 'glue:GetJobRun', 'glue:StartJobRun'] as const;

export interface GlueJobOrder {
  readonly jobName: string;
  /** The job's own parameters: names begin with two dashes. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly workers?: number;
  readonly workerType?: 'G.025X' | 'G.1X' | 'G.2X' | 'G.4X' | 'G.8X';
  /** The longest run: what it can cost at most is this times its workers, and more than the ceiling is refused. */
  readonly timeoutMinutes?: number;
  readonly ceilingUsd: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { state: string; seconds: number }) => void;
}

export interface GlueJobRun {
  readonly runId: string;
  readonly seconds: number;
  /** The most that it could have cost, told before, and what it did. */
  readonly mostUsd: number;
  readonly usd: number;
}

/** In most regions: https://aws.amazon.com/glue/pricing/ */
const usdPerUnitHour = 0.44;
const unitsPerWorker = { 'G.025X': 0.25, 'G.1X': 1, 'G.2X': 2, 'G.4X': 4, 'G.8X': 8 } as const;
const over: readonly string[] = ['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT', 'ERROR', 'EXPIRED'];

/** Runs a Glue job and waits for its end. An abort stops it in Glue too. */
export async function runGlueEtlJob(session: AwsSession, order: GlueJobOrder): Promise<GlueJobRun> {
  const { jobName, workers = 2, workerType = 'G.1X', timeoutMinutes = 60, ceilingUsd, signal, onProgress } = order;
  const usdPerSecond = (workers * unitsPerWorker[workerType] * usdPerUnitHour) / 3_600;
  const mostUsd = usdPerSecond * timeoutMinutes * 60;
  if (mostUsd > ceilingUsd) {
    throw new AppError('too-large', `The job ${jobName} may cost $${mostUsd.toFixed(2)}: ${workers} workers of ${workerType} for ${timeoutMinutes} minutes; $${ceilingUsd.toFixed(2)} is the most it may`, { hint: 'Take fewer workers or less time, or raise the ceiling' });
  }
  if (signal?.aborted === true) throw new AppError('cancelled', `The job ${jobName} was cancelled before it began`);
  const { JobRunId: runId = '' } = await session.call('glue', 'StartJobRun', {
    JobName: jobName,
    NumberOfWorkers: workers,
    WorkerType: workerType,
    Timeout: timeoutMinutes,
    ...(order.arguments ? { Arguments: { ...order.arguments } } : {}),
  });
  const end = await pollUntil(
    async () => {
      const { JobRun: run } = await session.call('glue', 'GetJobRun', { JobName: jobName, RunId: runId });
      const state = run?.JobRunState ?? 'STARTING';
      onProgress?.({ state, seconds: run?.ExecutionTime ?? 0 });
      return run && over.includes(state) ? run : undefined;
    },
    // Glue itself ends the run at its time; here only what would never end is given up.
    { signal, timeoutMs: (timeoutMinutes + 10) * 60_000, longestWaitMs: 15_000 },
  );
  if (end.kind !== 'done') {
    await session.call('glue', 'BatchStopJobRun', { JobName: jobName, JobRunIds: [runId] });
    throw end.kind === 'aborted' ? new AppError('cancelled', `The job ${jobName} was stopped`) : new AppError('too-slow', `The job ${jobName} did not end within ${timeoutMinutes} minutes and was stopped`);
  }
  const { JobRunState: state, ErrorMessage: because = 'no reason given', ExecutionTime: seconds = 0, DPUSeconds: units } = end.value;
  if (state === 'STOPPED') throw new AppError('cancelled', `The job ${jobName} was stopped in Glue`);
  if (state !== 'SUCCEEDED') throw new AppError('could-not-look', `The job ${jobName} ended as ${state}: ${because.slice(0, 500)}`);
  return { runId, seconds, mostUsd, usd: units === undefined ? usdPerSecond * seconds : (units * usdPerUnitHour) / 3_600 };
}
