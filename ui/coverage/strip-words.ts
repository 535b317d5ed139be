import type { CoveragePlace } from '../../src/watch/activity/coverage/contract.ts';

type Step = CoveragePlace['steps'][number];
export type MinuteCounts = Pick<Step, 'seen' | 'late' | 'missing' | 'unknown'>;

export const minuteStates = ['seen', 'late', 'missing', 'unknown'] as const;
export const stateWords: Readonly<Record<(typeof minuteStates)[number], string>> = { seen: 'seen', late: 'seen late', missing: 'missing', unknown: 'not looked at' };

/** `58 min seen, 2 min missing`; states without a minute are left out. */
export function stripWords(counts: MinuteCounts): string {
  const words = minuteStates.filter((state) => counts[state] > 0).map((state) => `${lengthInWords(counts[state])} ${stateWords[state]}`);
  return words.length === 0 ? 'nothing yet' : words.join(', ');
}

/** Minutes as people say them: `45 min`, `3 h`, `2 h 5 min`, `4 d`. */
export function lengthInWords(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 2_880) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1_440)} d`;
}
