import type { QualityReport } from './contract.ts';

/** How many events one account and region had in one hour, counted in hours since 1970. */
export interface HourCount {
  readonly accountId: string;
  readonly region: string;
  readonly hour: number;
  readonly count: number;
}

const hourMs = 3_600_000;
const dayHours = 24;
const weekDays = 7;
/** A longer one may be a night. */
const shortGap = 3;
/** Fewer earlier days say nothing about what is usual. */
const leastDays = 3;
/** A quiet place is often without an event. */
const leastUsual = { gap: 5, drop: 50 };
const dropRatio = 0.3;

/** Gaps and drops among the hours from `from` on; what is before is what is usual. The last hour is still filling. */
export function judgeVolume(counts: readonly HourCount[], { from, to }: { from: number; to: number }): Pick<QualityReport, 'gaps' | 'drops'> {
  const firstHour = Math.floor(from / hourMs);
  const lastHour = Math.floor(to / hourMs) - 1;
  const places = [...Map.groupBy(counts, ({ accountId, region }) => JSON.stringify([accountId, region])).values()];
  const judged = places.map((place) => judgePlace(place, { firstHour, lastHour }));
  return { gaps: judged.flatMap(({ gaps }) => gaps), drops: judged.flatMap(({ drops }) => drops) };
}

function judgePlace(counts: readonly HourCount[], { firstHour, lastHour }: { firstHour: number; lastHour: number }): Pick<QualityReport, 'gaps' | 'drops'> {
  const [any] = counts;
  if (!any) return { gaps: [], drops: [] };
  const { accountId, region } = any;
  const byHour = new Map(counts.map(({ hour, count }) => [hour, count]));
  const known = [...byHour.keys()];
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const gaps: QualityReport['gaps'] = [];
  const drops: QualityReport['drops'] = [];
  let missing: (number | undefined)[] = [];
  for (let hour = Math.max(firstHour, first); hour <= Math.min(lastHour, last); hour += 1) {
    const count = byHour.get(hour) ?? 0;
    const usual = usualCount(byHour, { hour, first });
    if (count === 0) missing.push(usual);
    if (count > 0 || hour === Math.min(lastHour, last)) {
      const expected = expectedIn(missing, { before: byHour.get(hour - missing.length - 1) ?? 0, after: count });
      if (count > 0 && missing.length > 0 && expected >= leastUsual.gap) {
        gaps.push({ accountId, region, from: timeOf(hour - missing.length), to: timeOf(hour), hours: missing.length, usual: expected });
      }
      missing = [];
    }
    if (count > 0 && usual !== undefined && usual >= leastUsual.drop && count < usual * dropRatio) drops.push({ accountId, region, hour: timeOf(hour), count, usual });
  }
  return { gaps, drops };
}

/**
 * The middle of the same hour of the days before, and no more than around the hour a week ago, so that a weekend is not odd; undefined
 * when there are too few.
 */
function usualCount(byHour: ReadonlyMap<number, number>, { hour, first }: { hour: number; first: number }): number | undefined {
  const countOf = (at: number) => byHour.get(at) ?? 0;
  const earlier: number[] = [];
  for (let day = 1; day <= weekDays && hour - day * dayHours >= first; day += 1) earlier.push(countOf(hour - day * dayHours));
  if (earlier.length < leastDays) return undefined;
  const middle = earlier.toSorted((a, b) => a - b)[Math.floor(earlier.length / 2)] ?? 0;
  const weekAgo = hour - weekDays * dayHours;
  return weekAgo < first ? middle : Math.min(middle, countOf(weekAgo - 1), countOf(weekAgo), countOf(weekAgo + 1));
}

/** What hours without events would have: as other days say, or where those are too few and the gap is short, as the hours beside them. */
function expectedIn(missing: readonly (number | undefined)[], { before, after }: { before: number; after: number }): number {
  const usual = missing.flatMap((count) => count ?? []);
  if (usual.length > 0) return Math.max(...usual);
  return missing.length <= shortGap ? Math.min(before, after) : 0;
}

function timeOf(hour: number): string {
  return new Date(hour * hourMs).toISOString();
}
