import { severityRank } from '../../src/core/severity.ts';
import type { BenchCase } from '../bench-case.ts';
import { openWatchedWorld, type WatchedFinding } from '../open-watched-world.ts';

const startedAt = new Date('2026-11-02T00:00:00Z');
/** Habits are learned for so long before they speak. */
const learningDays = 7;
const days = 10;

export const benchCase: BenchCase = {
  title: 'High and critical findings, new or with new evidence, a day in ten simulated days of ordinary work, after a week of learning, against the most that there may be',
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
        return findings.filter(isLoud).flatMap((finding) => countedDays(finding)).length / days;
      },
      against: { name: 'one a day', limit: 1 },
      details: () => ({ records: watched.records(), accounts: watched.accounts, producers: numbersOf(findings) }),
      close: () => watched.close(),
    };
  },
};

const isLoud = ({ severity }: WatchedFinding) => severityRank(severity) >= severityRank('high');
/** The days of the ten on which it told of something. */
const countedDays = ({ days: all }: WatchedFinding) => all.filter((day) => Date.parse(day) >= startedAt.getTime() + learningDays * 86_400_000);

/** How many findings each producer raised, how many events they stand on, and on how many of the ten days. */
function numbersOf(findings: readonly WatchedFinding[]): Record<string, { findings: number; events: number; days: number }> {
  const numbers = new Map<string, { findings: number; events: number; days: number }>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.producer}`;
    const known = numbers.get(key) ?? { findings: 0, events: 0, days: 0 };
    numbers.set(key, { findings: known.findings + 1, events: known.events + finding.eventIds.length, days: known.days + countedDays(finding).length });
  }
  return Object.fromEntries([...numbers].sort(([a], [b]) => (a < b ? -1 : 1)));
}
