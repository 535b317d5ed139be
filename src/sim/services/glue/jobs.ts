import type { JobRun } from '@aws-sdk/client-glue';
import { createHash, randomUUID } from 'node:crypto';
import { analyticsOf, type SimJob } from '../../athena/athena-state.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';

const startingMs = 150;
const runningMs = 600;

export default defineHandlers('glue', {
  CreateJob(input, { region }) {
    const { jobs } = analyticsOf(region);
    const { Name: name = '', Role: role = '' } = input;
    if (jobs.has(name)) throw new AwsRefusal('AlreadyExistsException', `Job ${name} already exists.`);
    jobs.set(name, { name, role, maxConcurrentRuns: input.ExecutionProperty?.MaxConcurrentRuns ?? 1, runs: [] });
    return { Name: name };
  },
  StartJobRun: {
    resource: (input, context) => jobArn(context, input.JobName),
    run(input, context) {
      const job = jobOf(context, input.JobName);
      const running = job.runs.filter((run) => !isOver(stateOf(run, context.now)));
      if (running.length >= job.maxConcurrentRuns) throw new AwsRefusal('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job.name}`);
      const id = `jr_${createHash('sha256').update(randomUUID()).digest('hex')}`;
      job.runs.push({ Id: id, StartedOn: context.now, Arguments: input.Arguments ?? {}, NumberOfWorkers: input.NumberOfWorkers ?? 2, WorkerType: input.WorkerType ?? 'G.1X' });
      return { JobRunId: id };
    },
  },
  GetJobRun: {
    resource: (input, context) => jobArn(context, input.JobName),
    run(input, context) {
      const job = jobOf(context, input.JobName);
      const run = job.runs.find(({ Id }) => Id === input.RunId);
      if (!run) throw notFound(`Job run ${input.RunId ?? ''} not found.`);
      return { JobRun: describeRun(job, run, context.now) };
    },
  },
  BatchStopJobRun: {
    resource: (input, context) => jobArn(context, input.JobName),
    run(input, context) {
      const job = jobOf(context, input.JobName);
      const asked = input.JobRunIds ?? [];
      const stopped = job.runs.filter((run) => asked.includes(run.Id) && !isOver(stateOf(run, context.now)));
      for (const run of stopped) Object.assign(run, { JobRunState: 'STOPPED', CompletedOn: context.now } satisfies JobRun);
      return { SuccessfulSubmissions: stopped.map(({ Id }) => ({ JobName: job.name, JobRunId: Id })), Errors: [] };
    },
  },
});

type Run = SimJob['runs'][number];

function stateOf(run: Run, now: Date): NonNullable<JobRun['JobRunState']> {
  if (run.JobRunState) return run.JobRunState;
  const passed = now.getTime() - run.StartedOn.getTime();
  if (passed < startingMs) return 'STARTING';
  if (passed < startingMs + runningMs) return 'RUNNING';
  // How a job that fails looks can be asked for.
  return run.Arguments?.['--simulate'] === 'failure' ? 'FAILED' : 'SUCCEEDED';
}

function isOver(state: string): boolean {
  return !['STARTING', 'RUNNING', 'STOPPING'].includes(state);
}

function describeRun(job: SimJob, run: Run, now: Date): JobRun {
  const state = stateOf(run, now);
  const seconds = Math.min(now.getTime() - run.StartedOn.getTime(), startingMs + runningMs) / 1_000;
  return { ...run, JobName: job.name, JobRunState: state, ExecutionTime: Math.round(seconds), DPUSeconds: seconds * (run.NumberOfWorkers ?? 2), ...(state === 'FAILED' ? { ErrorMessage: 'Error Category: UNCLASSIFIED_ERROR; the script ended with 1' } : {}) };
}

function jobOf({ region }: CallContext, name: string | undefined): SimJob {
  const job = analyticsOf(region).jobs.get(name ?? '');
  if (!job) throw notFound(`Failed to start job run due to missing metadata: job ${name ?? ''}`);
  return job;
}

function jobArn({ region, account }: CallContext, name = ''): string {
  return `arn:aws:glue:${region.name}:${account.id}:job/${name}`;
}

function notFound(message: string): AwsRefusal {
  return new AwsRefusal('EntityNotFoundException', message);
}
