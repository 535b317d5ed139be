import { listSettingSpecs, type SettingSpec } from '../../src/base/config/list-setting-specs.ts';

/** docs/reference/settings.md, from the schema of the configuration. */
export function renderSettings(): Promise<string> {
  const text = [
    '# Settings',
    '',
    'A setting is taken from, in this order: an argument of the command, its environment variable, `watchkeeper.yaml`, its default.',
    '`watchkeeper config` shows the values in effect and where each comes from. Secrets are never printed.',
    'This page is made from the code by `npm run goldens`.',
    '',
    '| setting | what it does | allowed | default | variable |',
    '|---|---|---|---|---|',
    ...listSettingSpecs().map(row),
    '',
  ];
  return Promise.resolve(text.join('\n'));
}

function row({ key, about, allowed, fallback, env, isSecret }: SettingSpec): string {
  const cells = [`\`${key}\``, isSecret ? `${about} (secret)` : about, allowed, fallback === undefined ? 'none' : `\`${typeof fallback === 'string' ? fallback : JSON.stringify(fallback)}\``, env === undefined ? '' : `\`${env}\``];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
