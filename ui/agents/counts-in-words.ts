import type { Execution } from '../../src/core/agent.ts';
import { counted, formatNumber } from '../parts/format-number.ts';

/** `1,496 events · 25 regions · 2 findings · 5 gaps`, or that it saw nothing. */
export function countsInWords({ counts, gapCount }: Pick<Execution, 'counts' | 'gapCount'>): string {
  const words = Object.entries(counts).map(([name, count]) => (name.endsWith('s') ? counted(count, name.slice(0, -1), name) : `${formatNumber(count)} ${name}`)).map((text) => text.replace(/\bmatche\b/, 'match'));
  if (gapCount > 0) words.push(counted(gapCount, 'gap'));
  return words.length === 0 ? 'nothing' : words.join(' · ');
}
