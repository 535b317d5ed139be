import { listSettings, type SettingLine } from '../list-settings.ts';

/** docs/reference/settings.md, from the schema of the configuration. */
export function renderSettings(): Promise<string> {
  const lines = listSettings();
  const text = [
    '# Settings',
    '',
    'A setting is taken from, in this order: an argument of the command, its environment variable, `watchkeeper.yaml`, its default.',
    '`watchkeeper config` shows the values in effect and where each comes from. Secrets are never printed.',
    'This page is made from the code by `npm run goldens`.',
    '',
    '| setting | what it does | allowed | default | variable |',
    '|---|---|---|---|---|',
    ...lines.map(row),
    '',
  ];
  return Promise.resolve(text.join('\n'));
}

function row({ key, about, allowed, fallback, env, secret }: SettingLine): string {
  const cells = [`\`${key}\``, secret ? `${about} (secret)` : about, allowed, fallback === undefined ? 'none' : `\`${fallback}\``, env === undefined ? '' : `\`${env}\``];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
