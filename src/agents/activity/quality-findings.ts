import type { FindingDraft } from '../../core/finding.ts';
import type { QualityReport } from '../../watch/activity/lake/contract.ts';

type Gap = QualityReport['gaps'][number];
type Drop = QualityReport['drops'][number];

interface Facts {
  /** The accounts that are made up. */
  readonly simulated: ReadonlySet<string>;
}

const kinds = ['gap', 'drop'] as const;
type Kind = (typeof kinds)[number];

/** An hour of a quiet place is sometimes without an event by chance; of so many, hardly ever. */
const leastUsual = 10;
const leastMissing = 30;
/** One hour may be work that was done an hour later. */
const leastDrops = 2;

/** What is bad enough about the kept events to be told: one finding per account, region and kind, each hour a piece of evidence. */
export function qualityFindings({ gaps, drops }: Pick<QualityReport, 'gaps' | 'drops'>, facts: Facts): FindingDraft[] {
  const byPlace = <T extends Gap | Drop>(found: readonly T[]) => [...Map.groupBy(found, ({ accountId, region }) => JSON.stringify([accountId, region])).values()];
  const large = byPlace(gaps.filter(({ hours, usual }) => usual >= leastUsual && hours * usual >= leastMissing));
  const lasting = byPlace(drops).filter((place) => place.length >= leastDrops);
  return [...large.map((place) => gapFinding(place, facts)), ...lasting.map((place) => dropFinding(place, facts))].flat();
}

/** Every finding that a report could have raised about these places: those that it did not raise are over. */
export function qualityFingerprints(places: readonly { readonly accountId: string; readonly region: string }[]): string[] {
  return places.flatMap((place) => kinds.map((kind) => fingerprintOf(kind, place)));
}

function gapFinding(gaps: readonly Gap[], facts: Facts): FindingDraft[] {
  const [first] = gaps;
  if (!first) return [];
  const { accountId, region } = first;
  const hours = gaps.reduce((sum, gap) => sum + gap.hours, 0);
  return [{
    ...common(first, { kind: 'gap', facts, times: gaps.flatMap(({ from, to }) => [from, to]) }),
    severity: 'medium',
    title: 'No event is kept of hours that usually have some',
    summary: `No event of account ${accountId} in ${region} is kept of ${hours} hours, the last from ${last(gaps.map(({ from }) => from))}. Up to ${Math.max(...gaps.map(({ usual }) => usual))} an hour are usual.`,
    why: 'Either nothing happened, or it was not delivered, or not read: then no rule has seen it, and searches find nothing of it.',
    remedy: "Look at the place's coverage and at the gaps of the agent that reads it. See whether the trail was stopped, and read the hours again with watchkeeper ingest where log files are there.",
    evidence: gaps.map(({ from, to, usual }) => evidenceOf(first, from, `No event between ${from} and ${to}, where ${usual} an hour are usual`)),
  }];
}

function dropFinding(drops: readonly Drop[], facts: Facts): FindingDraft[] {
  const [first] = drops;
  if (!first) return [];
  const { accountId, region } = first;
  return [{
    ...common(first, { kind: 'drop', facts, times: drops.map(({ hour }) => hour) }),
    severity: 'low',
    title: 'Far fewer events are kept than usual',
    summary: `In ${drops.length === 1 ? 'one hour' : `${drops.length} hours`} account ${accountId} had far fewer events in ${region} than in the same hour of other days, the last from ${last(drops.map(({ hour }) => hour))}.`,
    why: 'Events that are not delivered or not read raise no findings. A trail that was narrowed looks like this too.',
    remedy: "Compare the place's coverage with what was deployed at that time. See whether the trail's event selectors were changed, and whether something that calls a lot was switched off.",
    evidence: drops.map(({ hour, count, usual }) => evidenceOf(first, hour, `${count} events in the hour from ${hour}, where ${usual} are usual`)),
  }];
}

function common({ accountId, region }: Gap | Drop, { kind, facts, times }: { kind: Kind; facts: Facts; times: readonly string[] }): Omit<FindingDraft, 'severity' | 'title' | 'summary' | 'why' | 'remedy' | 'evidence'> {
  const sorted = times.toSorted();
  return {
    fingerprint: fingerprintOf(kind, { accountId, region }),
    producer: { kind: 'detector', id: 'activity/data-quality' },
    accountId,
    region,
    isSimulated: facts.simulated.has(accountId),
    principal: null,
    resource: null,
    tags: [],
    firstSeenAt: sorted[0] ?? '',
    lastSeenAt: sorted.at(-1) ?? '',
  };
}

function evidenceOf({ accountId, region }: Gap | Drop, at: string, because: string): FindingDraft['evidence'][number] {
  return { kind: 'gap', gap: { reason: 'unreachable', accountId, region, service: 'cloudtrail', operation: 'Delivery', action: null, because, at } };
}

function fingerprintOf(kind: Kind, { accountId, region }: { readonly accountId: string; readonly region: string }): string {
  return ['data-quality', kind, accountId, region].join('|');
}

function last(times: readonly string[]): string {
  return times.toSorted().at(-1) ?? '';
}
