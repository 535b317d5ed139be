import { defineCommand } from '../cli/define-command.ts';
import { version } from '../version.ts';

export default defineCommand({
  title: 'Prints the version',
  formats: ['text', 'json'],
  examples: [{ command: 'watchkeeper version --format json', about: 'With the Node that runs it' }],
  run({ print }) {
    print({ version, node: process.versions.node, platform: `${process.platform}-${process.arch}` }, { text: version });
    return Promise.resolve();
  },
});
