import { and, eq } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import { mergedSketches, sketchLags, type LagSketch } from './lag-sketch.ts';
import { dayAsText, dayFromText, emptyDay, markMinutes, mergeDay, minutesPerDay, type DayStates, type MinuteState } from './minute-states.ts';
import { activityCoverage } from './tables.ts';

/** What one delivery tells of one account and region. */
export interface CoverageNews {
  readonly accountId: string;
  readonly region: string;
  readonly spans: readonly CoverageSpan[];
  readonly source: string;
  /** Events with their delay, each of them told once. */
  readonly arrivals: readonly { readonly atMs: number; readonly lagMs: number }[];
}

export interface CoverageSpan {
  readonly from: Date;
  readonly to: Date;
  readonly state: MinuteState;
}

const minuteMs = 60_000;
const dayMs = minutesPerDay * minuteMs;

/** Writes news into the ledger, as a part of the transaction that moves the checkpoint. Marks can be repeated in any order. */
export async function keepCoverage(db: Db, { accountId, region, spans, source, arrivals }: CoverageNews): Promise<void> {
  const days = new Map<string, { states: DayStates; lagsMs: number[] }>();
  const dayOf = (name: string) => {
    const known = days.get(name) ?? { states: emptyDay(), lagsMs: [] };
    days.set(name, known);
    return known;
  };
  for (const span of spans) for (const part of partsByDay(span)) markMinutes(dayOf(part.day).states, part, span.state);
  for (const { atMs, lagMs } of arrivals) dayOf(dayName(atMs)).lagsMs.push(Math.max(0, lagMs));

  // In one order, so that two writers cannot wait for each other.
  for (const [day, { states, lagsMs }] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await keepDay(db, { accountId, region, day }, { states, lags: lagsMs.length === 0 ? {} : { [source]: sketchLags(lagsMs) } });
  }
}

/** Minutes that are read in time are seen, those whose deadline has passed are late. Parts of minutes do not count. */
export function readSpans({ from, to, readAt, deadlineMs }: { from: Date; to: Date; readAt: Date; deadlineMs: number }): CoverageSpan[] {
  const deadline = new Date(Math.min(to.getTime(), Math.max(from.getTime(), readAt.getTime() - deadlineMs)));
  const spans: CoverageSpan[] = [
    { from, to: deadline, state: 'late' },
    { from: deadline, to, state: 'seen' },
  ];
  return spans.filter((span) => span.from < span.to);
}

/** The ones of the minutes [from, to) that are whole, day by day. */
function* partsByDay({ from, to }: CoverageSpan): Generator<{ day: string; from: number; to: number }> {
  const first = Math.ceil(from.getTime() / minuteMs);
  const end = Math.floor(to.getTime() / minuteMs);
  for (let at = first; at < end; ) {
    const dayStart = Math.floor(at / minutesPerDay) * minutesPerDay;
    const next = Math.min(end, dayStart + minutesPerDay);
    yield { day: dayName(at * minuteMs), from: at - dayStart, to: next - dayStart };
    at = next;
  }
}

async function keepDay(db: Db, place: { accountId: string; region: string; day: string }, news: { states: DayStates; lags: Record<string, LagSketch> }): Promise<void> {
  await db.insert(activityCoverage).values({ ...place, minutes: dayAsText(emptyDay()), lags: {} }).onConflictDoNothing();
  const isDay = and(eq(activityCoverage.accountId, place.accountId), eq(activityCoverage.region, place.region), eq(activityCoverage.day, place.day));
  const [known] = await db.select().from(activityCoverage).where(isDay).for('update');
  if (!known) throw new Error(`The coverage of ${place.day} was neither inserted nor found`);
  const minutes = dayFromText(known.minutes);
  mergeDay(minutes, news.states);
  const lags = { ...known.lags };
  for (const [source, sketch] of Object.entries(news.lags)) lags[source] = mergedSketches(lags[source] ?? {}, sketch);
  await db.update(activityCoverage).set({ minutes: dayAsText(minutes), lags }).where(isDay);
}

export function dayName(atMs: number): string {
  return new Date(Math.floor(atMs / dayMs) * dayMs).toISOString().slice(0, 10);
}
