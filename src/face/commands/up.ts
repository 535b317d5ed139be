import { once } from 'node:events';
import { createLog } from '../../base/telemetry/create-log.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { defineCommand } from '../cli/define-command.ts';
import { openHouse, type House } from '../open-house.ts';

export default defineCommand({
  title: 'Starts the watch: the agents, the API and the pages in one process',
  about: 'Without settings it keeps everything in a folder beside it and watches a simulated organisation. It runs until Ctrl-C.',
  options: {
    aws: { type: 'string', choices: ['demo', 'live'], setting: 'aws.mode', about: 'Watch a simulated organisation, or the accounts of the settings' },
    port: { type: 'number', min: 0, max: 65_535, short: 'p', setting: 'server.port', about: 'The HTTP port; 0 takes a free one' },
    data: { type: 'string', placeholder: 'DIR', setting: 'data.folder', about: 'Where the embedded store and keys live' },
  },
  examples: [
    { command: 'watchkeeper up', about: 'See it at work, without any AWS account' },
    { command: 'watchkeeper up --aws live --port 9000', about: "Watch the accounts of watchkeeper.yaml on another port" },
  ],
  async run({ config: loadConfig, io, paint, signal }) {
    const { config, secrets } = await loadConfig();
    const log = createLog({ ...config.log, secrets, destination: io.stderr });
    const house = await openHouse({ config, log });
    try {
      io.stdout.write(welcome({ house, config, bold: (text) => paint('bold', text) }));
      if (!signal.aborted) await once(signal, 'abort');
      log.info('Stopping: letting what runs come to an end');
    } finally {
      await house.close();
    }
    log.info('Stopped');
  },
});

function welcome({ house, config, bold }: { house: House; config: Config; bold: (text: string) => string }): string {
  const url = config.server.publicUrl ?? house.url;
  return [
    '',
    `  Watchkeeper is up at ${bold(url)}`,
    `  ${loginLine(house, config, bold)}`,
    `  ${watchLine(house, config)}`,
    ...queueLines(house, config),
    '  Press Ctrl-C to stop.',
    '',
    '',
  ].join('\n');
}

function loginLine({ firstRun }: House, config: Config, bold: (text: string) => string): string {
  if (firstRun) return `Log in as ${bold(firstRun.username)} with the password ${bold(firstRun.password)} (shown only this once).`;
  if (config.access.adminPassword !== undefined) return `Log in as ${bold('admin')} with the password of WATCHKEEPER_ADMIN_PASSWORD, unless it was changed since.`;
  return `Log in with the name and password from the first start.`;
}

/** Where the first agent is still to be told of a queue: seconds instead of a minute are worth a word. */
function queueLines({ accounts }: House, { aws }: Config): string[] {
  if (aws.mode === 'demo' || accounts === 0) return [];
  return ['  Calls are judged about a minute after CloudTrail tells of them. For seconds, name a queue in the settings of the agent "CloudTrail watch":', '  docs/guides/activity.md has the EventBridge rule and the policy that the queue needs, ready to copy.'];
}

function watchLine({ accounts }: House, { aws }: Config): string {
  if (aws.mode === 'demo') return 'It watches a simulated organisation: nothing you see is real, and no AWS credentials are used.';
  if (accounts === 0) return 'No AWS account is connected yet: connect one on the page Accounts, where a template for its role is ready.';
  return `It watches ${accounts} AWS ${accounts === 1 ? 'account' : 'accounts'}, read-only.`;
}
