import { redact } from '../../base/config/redact.ts';
import { defineCommand } from '../cli/define-command.ts';

export default defineCommand({
  title: 'Shows the settings in effect and where each comes from',
  about: `A setting is taken from an argument, its environment variable, watchkeeper.yaml in the current folder
(or the file that --config or WATCHKEEPER_CONFIG names), or its default, in this order. Secrets are not shown.
An invalid configuration is explained, and ends with exit code 2.`,
  options: {
    changed: { type: 'boolean', about: 'Only what is not a default' },
  },
  formats: ['text', 'json', 'jsonl', 'csv', 'markdown', 'html'],
  examples: [
    { command: 'watchkeeper config --changed', about: 'What was set, and where' },
    { command: 'watchkeeper config --format json', about: 'The same for programs' },
  ],
  async run({ config, options, print, format }) {
    const { settings } = await config();
    const shown = settings
      .filter(({ origin }) => !options.changed || origin !== 'default')
      .map(({ key, value, origin, from, env, isSecret, about }) => {
        return { key, value: redact(value, isSecret) ?? null, origin, from: from ?? null, env: env ?? null, secret: isSecret, about };
      });
    print(shown, {
      title: 'Settings in effect',
      columns: [
        { key: 'key', title: 'setting' },
        { key: 'value' },
        { key: 'origin' },
        { key: 'from' },
        { key: 'env', title: 'variable' },
        ...(format === 'text' ? [] : [{ key: 'about' }]),
      ],
    });
  },
});
