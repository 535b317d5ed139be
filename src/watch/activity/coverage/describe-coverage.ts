import { and, eq, gte, inArray, lte, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { Store } from '../../../base/store/store.ts';
import { allows, type AccountScope } from '../../../core/account-scope.ts';
import type { Clock } from '../../../core/clock.ts';
import { AppError } from '../../../core/app-error.ts';
import { activitySources, type coverageContract, type CoveragePlace, type placeCoverageContract } from './contract.ts';
import { dayName } from './keep-coverage.ts';
import { eventsIn, lagPercentile, mergedSketches, type LagSketch } from './lag-sketch.ts';
import { dayFromText, minutesPerDay, stateAt, type DayStates, type MinuteState } from './minute-states.ts';
import { countQuarantined, quarantinedIn } from './quarantine.ts';
import { activityCoverage, activityDigests, activityPlaces } from './tables.ts';

type Coverage = z.input<typeof coverageContract.response>;
type PlaceCoverage = z.input<typeof placeCoverageContract.response>;

export interface CoverageDeps {
  readonly store: Store;
  readonly clock: Clock;
}

interface KnownDays {
  readonly states: ReadonlyMap<string, DayStates>;
  readonly lags: ReadonlyMap<string, LagSketch>;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = minutesPerDay * minuteMs;
const longestMs = 92 * dayMs;

export async function describeCoverage({ store, clock }: CoverageDeps, asked: { since?: string | undefined; until?: string | undefined; step: 'hour' | 'day'; accountId?: string | undefined }, scope: AccountScope = 'all'): Promise<Coverage> {
  const span = spanOf({ from: asked.since, to: asked.until }, clock());
  const asksFor = (column: typeof activityPlaces.accountId | typeof activityDigests.accountId) => and(asked.accountId === undefined ? undefined : eq(column, asked.accountId), within(scope, column));
  const places = await store.db.select().from(activityPlaces).where(asksFor(activityPlaces.accountId)).orderBy(activityPlaces.accountId, activityPlaces.region);
  const known = await readDays(store, span);
  const digests = await store.db.select().from(activityDigests).where(asksFor(activityDigests.accountId)).orderBy(activityDigests.accountId, activityDigests.region, activityDigests.trail);
  return {
    since: timeOf(span.fromMs),
    until: timeOf(span.toMs),
    places: places.map((place) => presentPlace(place, known.get(`${place.accountId}/${place.region}`), { span, stepMs: asked.step === 'day' ? dayMs : hourMs })),
    digests: digests.map((row) => ({ ...row, verifiedAt: row.verifiedAt.toISOString(), verifiedFrom: row.verifiedFrom?.toISOString() ?? null, verifiedTo: row.verifiedTo?.toISOString() ?? null })),
    quarantined: await countQuarantined(store, quarantinedIn(scope)),
  };
}

/** The same in numbers, for metrics. */
export async function measureCoverage(deps: CoverageDeps) {
  const { places, digests } = await describeCoverage(deps, { step: 'day' });
  return places.map(({ accountId, region, percent, state, sources }) => ({
    accountId,
    region,
    ratio: percent / 100,
    isBlind: state === 'blind',
    sources: sources.map(({ source, lagP50Seconds, lagP95Seconds }) => ({ source, p50Seconds: lagP50Seconds ?? 0, p95Seconds: lagP95Seconds ?? 0 })),
    trails: digests
      .filter((row) => row.accountId === accountId && row.region === region)
      .map((row) => ({ trail: row.trail, digests: row.digests, files: row.files, problems: row.problems, verifiedToSeconds: row.verifiedTo === null ? 0 : Date.parse(row.verifiedTo) / 1_000 })),
  }));
}

export async function describePlaceCoverage({ store, clock }: CoverageDeps, asked: { accountId: string; region: string; from?: string | undefined; to?: string | undefined }, scope: AccountScope): Promise<PlaceCoverage> {
  const { accountId, region } = asked;
  const span = spanOf(asked, clock());
  // Nobody looked at a place that one may not know of: the same as at one that does not exist.
  const known = !allows(scope, accountId) ? undefined : (await readDays(store, span, { accountId, region })).get(`${accountId}/${region}`);
  const runs: { fromMs: number; toMs: number; state: MinuteState }[] = [];
  for (let at = span.fromMs; at < span.toMs; at += minuteMs) {
    const state = stateIn(known, at);
    const last = runs.at(-1);
    if (last?.state === state) last.toMs = at + minuteMs;
    else runs.push({ fromMs: at, toMs: at + minuteMs, state });
  }
  return {
    accountId,
    region,
    from: timeOf(span.fromMs),
    to: timeOf(span.toMs),
    runs: runs.map(({ fromMs, toMs, state }) => ({ from: timeOf(fromMs), to: timeOf(toMs), state, minutes: (toMs - fromMs) / minuteMs })),
  };
}

function within(scope: AccountScope, column: typeof activityPlaces.accountId | typeof activityDigests.accountId): SQL | undefined {
  return scope === 'all' ? undefined : inArray(column, [...scope]);
}

function spanOf({ from, to }: { from?: string | undefined; to?: string | undefined }, now: Date): Span {
  const toMs = Math.floor((to === undefined ? now.getTime() : Date.parse(to)) / minuteMs) * minuteMs;
  const fromMs = Math.floor((from === undefined ? toMs - dayMs : Date.parse(from)) / minuteMs) * minuteMs;
  if (fromMs >= toMs) throw new AppError('bad-request', 'The time asked for ends before it begins');
  if (toMs - fromMs > longestMs) throw new AppError('bad-request', 'That is more than 92 days of minutes', { hint: 'Ask for a shorter time' });
  return { fromMs, toMs };
}

async function readDays(store: Store, { fromMs, toMs }: Span, place?: { accountId: string; region: string }): Promise<Map<string, KnownDays>> {
  const ofPlace = place && and(eq(activityCoverage.accountId, place.accountId), eq(activityCoverage.region, place.region));
  const rows = await store.db.select().from(activityCoverage).where(and(gte(activityCoverage.day, dayName(fromMs)), lte(activityCoverage.day, dayName(toMs)), ofPlace));
  const byPlace = Map.groupBy(rows, ({ accountId, region }) => `${accountId}/${region}`);
  return new Map(
    [...byPlace].map(([key, days]) => {
      const lags = new Map<string, LagSketch>();
      for (const day of days) for (const [source, sketch] of Object.entries(day.lags)) lags.set(source, mergedSketches(lags.get(source) ?? {}, sketch));
      return [key, { states: new Map(days.map(({ day, minutes }) => [day, dayFromText(minutes)])), lags }];
    }),
  );
}

function presentPlace(place: typeof activityPlaces.$inferSelect, known: KnownDays | undefined, { span, stepMs }: { span: Span; stepMs: number }): CoveragePlace {
  const steps: (Record<MinuteState, number> & { from: string })[] = [];
  const minutes = { seen: 0, late: 0, missing: 0, unknown: 0 };
  for (let at = span.fromMs; at < span.toMs; at += minuteMs) {
    if (at === span.fromMs || at % stepMs === 0) steps.push({ from: timeOf(at), seen: 0, late: 0, missing: 0, unknown: 0 });
    const state = stateIn(known, at);
    minutes[state] += 1;
    const step = steps.at(-1);
    if (step) step[state] += 1;
  }
  const { accountId, region, state, source, trouble, since, seenTo } = place;
  return {
    accountId,
    region,
    state,
    since: since.toISOString(),
    seenTo: seenTo?.toISOString() ?? null,
    source,
    trouble,
    sources: activitySources.flatMap((name) => {
      const sketch = known?.lags.get(name);
      return sketch ? [{ source: name, events: eventsIn(sketch), lagP50Seconds: lagPercentile(sketch, 0.5), lagP95Seconds: lagPercentile(sketch, 0.95) }] : [];
    }),
    minutes,
    percent: percentOf(minutes.seen + minutes.late, (span.toMs - span.fromMs) / minuteMs),
    steps,
    backfill: backfillOf(place),
  };
}

function backfillOf({ backfillFrom, backfillDoneTo, backfillTo }: typeof activityPlaces.$inferSelect): CoveragePlace['backfill'] {
  if (!backfillFrom || !backfillDoneTo || !backfillTo) return null;
  return {
    from: backfillFrom.toISOString(),
    doneDownTo: backfillDoneTo.toISOString(),
    to: backfillTo.toISOString(),
    percent: percentOf(backfillTo.getTime() - backfillDoneTo.getTime(), backfillTo.getTime() - backfillFrom.getTime()),
  };
}

function stateIn(known: KnownDays | undefined, atMs: number): MinuteState {
  const day = known?.states.get(dayName(atMs));
  return day ? stateAt(day, Math.floor((atMs % dayMs) / minuteMs)) : 'unknown';
}

function percentOf(part: number, whole: number): number {
  return whole <= 0 ? 100 : Math.min(100, Math.max(0, Math.round((part / whole) * 1_000) / 10));
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
