import { severityRank } from '../../src/core/severity.ts';
import type { BenchCase } from '../bench-case.ts';
import { openWatchedWorld, type WatchedFinding } from '../open-watched-world.ts';

const startedAt = new Date('2026-11-02T00:00:00Z');
/** Habits are learned for so long before they speak. */
const learningDays = 7;
const days = 10;

export const benchCase: BenchCase = {
  title: 'High and critical findings a day in ten simulated days of ordinary work, after a week of learning, against the most that there may be',
  unit: 'findings a day',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  async open() {
    const watched = await openWatchedWorld({ startedAt, plan: [] });
    let findings: WatchedFinding[] = [];
    return {
      async subject() {
        await watched.watch(24 * (learningDays + days));
        findings = await watched.findings();
        return findings.filter(isLoud).filter(isCounted).length / days;
      },
      against: { name: 'one a day', limit: 1 },
      details: () => ({ records: watched.records(), accounts: watched.accounts, learning: numbersOf(findings.filter((finding) => !isCounted(finding))), counted: numbersOf(findings.filter(isCounted)) }),
      close: () => watched.close(),
    };
  },
};

const isLoud = ({ severity }: WatchedFinding) => severityRank(severity) >= severityRank('high');
const isCounted = ({ firstSeenAt }: WatchedFinding) => Date.parse(firstSeenAt) >= startedAt.getTime() + learningDays * 86_400_000;

/** How many findings each producer raised, and how many events they stand on. */
function numbersOf(findings: readonly WatchedFinding[]): Record<string, { findings: number; events: number }> {
  const numbers = new Map<string, { findings: number; events: number }>();
  for (const { producer, severity, eventIds } of findings) {
    const key = `${severity} ${producer}`;
    const known = numbers.get(key) ?? { findings: 0, events: 0 };
    numbers.set(key, { findings: known.findings + 1, events: known.events + eventIds.length });
  }
  return Object.fromEntries([...numbers].sort(([a], [b]) => (a < b ? -1 : 1)));
}
