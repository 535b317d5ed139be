import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';
import { loadStories } from '../../sim/load-stories.ts';
import { startSim } from '../../sim/start-sim.ts';
import { createWorld } from '../../sim/world/create-world.ts';
import { groundTruth } from '../../sim/world/describe-world.ts';
import type { World } from '../../sim/world/world.ts';
import { defineCommand } from '../cli/define-command.ts';
import { roleActions } from '../declared-actions.ts';

const writeEveryMs = 5_000;

export default defineCommand({
  title: 'Runs the simulated AWS alone, for any AWS client',
  about: `An organisation is made up from the seed and goes on living: accounts, regions, resources, costs, metrics, logs and a
stream of activity, in which stories of trouble are planted. Point a client at it with AWS_ENDPOINT_URL and the printed
keys. Beside the services, /_sim/ tells the truth and takes fault rules; docs/guides/simulated-organisation.md has more.
It runs until Ctrl-C. Nothing in it is real, and nothing of it is kept.`,
  options: {
    port: { type: 'number', min: 0, max: 65_535, short: 'p', default: 4566, about: 'The port; 0 takes a free one' },
    host: { type: 'string', default: '127.0.0.1', placeholder: 'ADDRESS', about: 'The address to listen on' },
    seed: { type: 'number', min: 0, setting: 'demo.seed', about: 'The same seed and start make the same organisation' },
    accounts: { type: 'number', min: 1, max: 50, setting: 'demo.accounts', about: 'How many member accounts it has' },
    started: { type: 'string', placeholder: 'TIME', about: 'When it began, such as 2026-11-20T12:00:00Z; now when absent' },
    truth: { type: 'string', placeholder: 'FILE', about: 'Keeps the ground truth of the stories in a file' },
  },
  examples: [
    { command: 'watchkeeper sim --port 4566 --truth truth.json', about: 'The simulated AWS, and what is to be found in it' },
    { command: 'AWS_ENDPOINT_URL=http://127.0.0.1:4566 aws sts get-caller-identity', about: 'Ask it with the AWS CLI, in another terminal' },
  ],
  async run({ options, config: loadConfig, io, paint, signal }) {
    const { config } = await loadConfig();
    const world = createWorld({
      ...config.demo,
      startedAt: startOf(options.started),
      clock: systemClock,
      readerActions: (await roleActions()).read,
      stories: await loadStories(),
    });
    const sim = await startSim({ world, port: options.port, host: options.host });
    const file = options.truth;
    try {
      if (file !== undefined) await writeTruth(file, world);
      io.stdout.write(welcome(world, sim.url, (text) => paint('bold', text)));
      const keeping = file === undefined ? undefined : setInterval(() => void writeTruth(file, world).catch((error: unknown) => io.stderr.write(`warning: ${String(error)}\n`)), writeEveryMs);
      if (!signal.aborted) await once(signal, 'abort');
      clearInterval(keeping);
      if (file !== undefined) await writeTruth(file, world);
    } finally {
      await sim.close();
    }
  },
});

function startOf(text: string | undefined): Date {
  const at = text === undefined ? new Date() : new Date(text);
  if (Number.isNaN(at.getTime())) throw new AppError('bad-usage', `--started is "${text}"; it must be a time such as 2026-11-20T12:00:00Z`);
  return at;
}

async function writeTruth(file: string, world: World): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(groundTruth(world), null, 2)}\n`);
  } catch (cause) {
    throw new AppError('unreadable-file', `The ground truth cannot be written to ${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: 'Name a file in a folder that exists and may be written', cause });
  }
}

function welcome({ administrator, accounts, seed }: World, url: string, bold: (text: string) => string): string {
  return [
    '',
    `  The simulated AWS is at ${bold(url)}: ${accounts.size} accounts made up from seed ${seed}, none of them real.`,
    '  In another terminal:',
    '',
    `    export AWS_ENDPOINT_URL=${url} AWS_REGION=us-east-1`,
    `    export AWS_ACCESS_KEY_ID=${administrator.accessKeyId} AWS_SECRET_ACCESS_KEY=${administrator.secretAccessKey}`,
    '',
    `  What is to be found: ${url}/_sim/truth`,
    '  Press Ctrl-C to stop.',
    '',
    '',
  ].join('\n');
}
