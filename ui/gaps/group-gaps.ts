import type { Gap } from '../../src/core/gap.ts';

/** Gaps that only their region tells apart, with the newest of them. */
export interface GapGroup {
  readonly key: string;
  readonly gap: Gap;
  readonly regions: readonly string[];
}

export function groupGaps(gaps: readonly Gap[]): GapGroup[] {
  const groups = Object.groupBy(gaps, ({ accountId, reason, service, operation, action }) => [accountId, reason, service, operation, action].join(' '));
  return Object.entries(groups).flatMap(([key, alike = []]) => {
    const [gap] = alike.toSorted((a, b) => b.at.localeCompare(a.at));
    return gap ? [{ key, gap, regions: [...new Set(alike.map(({ region }) => region))].sort() }] : [];
  });
}
