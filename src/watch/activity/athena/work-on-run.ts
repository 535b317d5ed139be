import type { Job } from '../../../base/queue/queue.ts';
import { AppError, isAppError } from '../../../core/app-error.ts';
import type { AthenaDeps } from './ask-athena.ts';
import { athenaWork } from './ask-athena.ts';
import { changeRun, findRun, type RunRow } from './athena-runs.ts';
import { athenaEstimateActions, estimateAthenaQuery } from './estimate-athena-query.ts';
import { athenaQueryActions } from './execute-athena-query.ts';
import { followAthenaQuery } from './follow-athena-query.ts';
import { followGlueJob, glueJobActions, startGlueJob } from './run-glue-etl-job.ts';
import { scanPrice } from './scan-price.ts';
import { athenaCeiling, startAthenaQuery } from './start-athena-query.ts';
import { inMegabytes, tooDear } from './too-dear.ts';

interface Stops {
  /** Somebody asked for it to be cancelled. */
  readonly cancel: AbortController;
  /** This process ends, and another one goes on. */
  readonly leave: AbortSignal;
}

/** Takes a query or job from where it is to its end. What AWS does not answer now is tried again; all else ends it. */
export async function workOnRun(deps: AthenaDeps, { data: { runId }, signal, attempt }: Pick<Job<{ runId: string }>, 'data' | 'signal' | 'attempt'>): Promise<void> {
  const { store, clock } = deps;
  const before = await findRun(store, runId);
  const run = await changeRun(store, runId, { from: ['waiting', 'running'], state: 'running' });
  if (!run) return;
  const end = (change: Partial<RunRow> & Pick<RunRow, 'state'>) => changeRun(store, runId, { from: ['running'], endedAt: clock(), ...change });
  try {
    const stops = { cancel: new AbortController(), leave: signal };
    const done = run.kind === 'query' ? await workOnQuery(deps, run, stops) : await workOnJob(deps, { run, hadBegun: before.state === 'running' }, stops);
    await end({ state: 'succeeded', ...done });
  } catch (error) {
    if (signal.aborted) throw error;
    const mayBeTriedAgain = !(error instanceof AppError) || error.code === 'could-not-look';
    // A query is started once whoever tries; a job that was heard of is only followed.
    const isSafe = run.kind === 'query' || (await findRun(store, runId)).awsId !== null;
    if (mayBeTriedAgain && isSafe && attempt <= athenaWork.retry.limit) throw error;
    await end({ state: isAppError(error, 'cancelled') ? 'cancelled' : 'failed', message: error instanceof AppError ? error.message : 'It went wrong here; the log says how' });
    if (!(error instanceof AppError)) throw error;
  }
}

async function workOnQuery(deps: AthenaDeps, run: RunRow, { cancel, leave }: Stops): Promise<Partial<RunRow>> {
  const { desk, store } = deps;
  const { settings } = desk;
  const session = await desk.session([...athenaQueryActions, ...athenaEstimateActions]);
  const statement = { sql: run.sql ?? '', database: settings.database, workGroup: settings.workgroup, outputLocation: settings.output, token: run.id };
  const ceiling = await athenaCeiling(session, { workGroup: settings.workgroup, ceilingBytes: desk.ceilingBytes });
  const { awsId } = run;
  const id = awsId ?? (await start());
  const execution = await followAthenaQuery(session, id, {
    ceiling,
    signal: cancel.signal,
    leave,
    async onProgress({ state, scanned }) {
      await note(deps, { id: run.id, cancel }, { progress: state, bytes: scanned.bytes, usd: scanned.usd });
    },
  });
  const isDml = execution.StatementType === 'DML';
  const bytes = execution.Statistics?.DataScannedInBytes ?? 0;
  return { bytes, usd: scanPrice(bytes, { isBilled: isDml }).usd, hasHeader: isDml };

  async function start(): Promise<string> {
    const estimate = await estimateAthenaQuery(session, statement, { signal: leave });
    await note(deps, { id: run.id, cancel }, { estimate });
    if (estimate.kind === 'known' && estimate.bytes > ceiling) throw tooDear(`The query may read ${inMegabytes(estimate.bytes)} for $${estimate.usd.toFixed(4)}`, ceiling);
    if (cancel.signal.aborted) throw new AppError('cancelled', 'It was cancelled before it began');
    const started = await startAthenaQuery(session, statement);
    await changeRun(store, run.id, { from: ['running'], awsId: started });
    return started;
  }
}

async function workOnJob(deps: AthenaDeps, { run: { id, job, awsId }, hadBegun }: { run: RunRow; hadBegun: boolean }, { cancel, leave }: Stops): Promise<Partial<RunRow>> {
  if (!job) throw new Error(`The run ${id} has no job`);
  // Glue cannot be asked whether it has heard: starting it again might pay for it twice.
  if (awsId === null && hadBegun) throw new AppError('conflict', 'It is not known whether Glue has started the job, so it was not started again', { hint: "Look at the job's runs in Glue" });
  const session = await deps.desk.session(glueJobActions);
  const runId = awsId ?? (await startGlueJob(session, job));
  if (awsId === null) await changeRun(deps.store, id, { from: ['running'], awsId: runId });
  const ended = await followGlueJob(session, { order: job, runId }, {
    signal: cancel.signal,
    leave,
    async onProgress({ state, usd }) {
      await note(deps, { id, cancel }, { progress: state, usd });
    },
  });
  return { usd: ended.usd };
}

/** Writes down how far it is, and hears whether somebody wants it to stop. */
async function note({ store }: AthenaDeps, { id, cancel }: { id: string; cancel: AbortController }, change: Partial<RunRow>): Promise<void> {
  const row = await changeRun(store, id, { from: ['running'], ...change });
  if (row?.isCancelAsked === true) cancel.abort();
}
