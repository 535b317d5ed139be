import { severityRank } from '../../src/core/severity.ts';
import { loadStories } from '../../src/sim/load-stories.ts';
import type { StoryTruth } from '../../src/sim/world/world.ts';
import type { BenchCase } from '../bench-case.ts';
import { openWatchedWorld, type WatchedFinding } from '../open-watched-world.ts';

const startedAt = new Date('2026-11-02T00:00:00Z');
const hourMs = 3_600_000;
/** Habits are known by then. */
const quietDays = 8;
const tellings = 3;

export const benchCase: BenchCase = {
  title: 'Tellings of the simulated stories that are found as a high or critical finding with every step as evidence, against all of them',
  unit: '%',
  better: 'higher',
  warmUp: 0,
  rounds: 1,
  async open() {
    const ids = [...(await loadStories()).keys()].sort();
    const plan = Array.from({ length: tellings }, (_, telling) => ids.map((storyId, i) => ({ storyId, startsAt: new Date(startedAt.getTime() + (quietDays * 24 + telling * 24 + i * 3) * hourMs + 17 * 60_000) }))).flat();
    const watched = await openWatchedWorld({ startedAt, plan });
    let told: ReturnType<typeof describe>[] = [];
    return {
      async subject() {
        await watched.watch((quietDays + tellings + 1) * 24);
        const findings = await watched.findings();
        told = watched.world.truth.map((truth) => describe(truth, findings));
        return (100 * told.filter(({ isFound, hasWholeChain }) => isFound && hasWholeChain).length) / told.length;
      },
      against: { name: 'all', limit: 100 },
      details: () => ({ records: watched.records(), tellings: told }),
      close: () => watched.close(),
    };
  },
};

/** What was found of one telling: by which producers, and how much of it is evidence somewhere. */
function describe({ storyId, accountId, steps, firstCauseEventId }: StoryTruth, findings: readonly WatchedFinding[]) {
  const ids = new Set(steps.map(({ eventId }) => eventId));
  const about = findings.filter(({ eventIds }) => eventIds.some((id) => ids.has(id)));
  const loud = about.filter(({ severity }) => severityRank(severity) >= severityRank('high'));
  const evidence = new Set(about.flatMap(({ eventIds }) => eventIds).filter((id) => ids.has(id)));
  const loudEvidence = new Set(loud.flatMap(({ eventIds }) => eventIds).filter((id) => ids.has(id)));
  return {
    storyId,
    accountId,
    isFound: loud.length > 0,
    hasWholeChain: loudEvidence.size === ids.size,
    hasFirstCause: evidence.has(firstCauseEventId),
    steps: steps.length,
    stepsInEvidence: evidence.size,
    stepsInLoudEvidence: loudEvidence.size,
    missing: steps.filter(({ eventId }) => !evidence.has(eventId)).map(({ eventName }) => eventName),
    producers: about.map(({ severity, producer }) => `${severity} ${producer}`).sort(),
  };
}
