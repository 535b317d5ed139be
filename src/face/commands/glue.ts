import { AppError } from '../../core/app-error.ts';
import { glueWorkerTypes } from '../../watch/activity/athena/contract.ts';
import { filledOrder, mostGlueJobUsd, type GlueJobOrder } from '../../watch/activity/athena/glue-job-order.ts';
import { followGlueJob, getGlueJobRun, glueJobActions, refuseDearJob, startGlueJob, stopGlueJob } from '../../watch/activity/athena/run-glue-etl-job.ts';
import { openAthenaDoor } from '../athena/open-athena-door.ts';
import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Runs a Glue job that is there, once it is approved',
  about: `start   says what a run may cost at most; with --approve it runs, and Ctrl-C stops it in AWS too
status  how far a run is, and what it has cost
stop    ends a run
It runs in the account and region of athena.account and athena.region. A run that may cost more than athena.jobCeilingUsd is refused.`,
  arguments: [
    { name: 'what', about: 'What to do', isRequired: true, choices: ['start', 'status', 'stop'] },
    { name: 'job', about: "The job's name", isRequired: true },
    { name: 'run', about: 'The id of a run, for status and stop' },
  ],
  options: {
    approve: { type: 'boolean', about: 'Starts the run: it is billed' },
    detach: { type: 'boolean', about: 'Does not wait for its end' },
    workers: { type: 'number', default: 2, min: 1, max: 299, about: 'How many workers' },
    'worker-type': { type: 'string', default: 'G.1X', choices: glueWorkerTypes, about: 'How large each is' },
    minutes: { type: 'number', default: 60, min: 1, max: 2_880, about: 'The longest it may run' },
    argument: { type: 'string', isMany: true, placeholder: 'NAME=VALUE', about: "A parameter of the job's own, without its dashes" },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],
  examples: [
    { command: 'watchkeeper glue start merge-activity --minutes 10', about: 'What ten minutes of it may cost' },
    { command: 'watchkeeper glue start merge-activity --minutes 10 --argument day=2026-11-20 --approve', about: 'Run it and wait for its end' },
  ],
  async run({ arguments: { what, job: jobName, run: runId }, options, config: loadConfig, io, print, progress, signal }) {
    const order: GlueJobOrder = { jobName, workers: options.workers, workerType: options['worker-type'], timeoutMinutes: options.minutes, arguments: argumentsOf(options.argument) };
    const { desk, close } = openAthenaDoor((await loadConfig()).config);
    try {
      const session = await desk.session(glueJobActions);
      if (what === 'start') {
        refuseDearJob(order, desk.settings.jobCeilingUsd);
        const { workers, workerType, timeoutMinutes } = filledOrder(order);
        io.stderr.write(`It may cost $${mostGlueJobUsd(order).toFixed(2)} at most: ${workers} workers of ${workerType} for ${timeoutMinutes} minutes\n`);
        if (!options.approve) return void io.stderr.write('Nothing was started; --approve starts it\n');
        const started = await startGlueJob(session, order);
        if (options.detach) return print({ job: jobName, run: started, state: 'STARTING' });
        const running = progress(`${jobName} runs as ${started}`);
        const ended = await followGlueJob(session, { order, runId: started }, { signal, onProgress: ({ state, seconds, usd }) => running.update(`${state.toLowerCase()}, ${seconds} s, $${usd.toFixed(4)}`) });
        running.done(`It took ${ended.seconds} s and cost $${ended.usd.toFixed(4)}`);
        return print({ job: jobName, run: started, state: 'SUCCEEDED', seconds: ended.seconds, usd: ended.usd });
      }
      if (runId === undefined) throw new AppError('bad-usage', `watchkeeper glue ${what} needs the id of a run`, { hint: 'start says it' });
      if (what === 'stop') await stopGlueJob(session, { jobName, runId });
      const { state, seconds, usd, because } = await getGlueJobRun(session, { jobName, runId });
      print({ job: jobName, run: runId, state, seconds, usd, because });
    } finally {
      await close();
    }
  },
});

function argumentsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([A-Za-z0-9_.-]+)=([\s\S]*)$/.exec(text) ?? [];
      if (name === undefined || value === undefined) throw new AppError('bad-usage', `--argument ${text} is no name with a value`, { hint: 'Write it as day=2026-11-20' });
      return [`--${name}`, value];
    }),
  );
}
