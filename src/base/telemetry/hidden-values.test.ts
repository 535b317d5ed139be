import { expect, it } from 'vitest';
import { collectLog } from '../../testing/collect-log.ts';
import { hideFromLogs } from './hidden-values.ts';

it('no log writes what was hidden, wherever it stands', () => {
  const { log, lines } = collectLog();
  const value = 'a "marked" secret/+=';
  hideFromLogs(value);
  hideFromLogs('short');
  log.error({ err: new Error(`It crashed with ${value}`, { cause: new Error(value) }), facts: { deep: [value] } }, `Said ${value}, in short`);
  expect(lines.join('')).not.toMatch(/marked/);
  expect(lines.join('')).toContain('in short');
});
