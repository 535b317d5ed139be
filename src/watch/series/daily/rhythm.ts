import { median } from './median.ts';

/** What a series of days does by itself: its level and growth, its weekdays, its beginnings of months. */
export interface Rhythm {
  /** What a day should be, and how wrong such expectations usually are, on the scale; undefined before there were some weeks. */
  expect(at: number): Expectation | undefined;
  learn(at: number, value: number): void;
  /** Ratios become distances, so that growth is as much at ten dollars as at a thousand. */
  scale(value: number): number;
  unscale(scaled: number): number;
}

export interface Expectation {
  /** On the scale. */
  readonly centre: number;
  readonly error: number;
  /** Such a day has not been seen before: the first of a month. */
  readonly isFirstOfItsKind: boolean;
}

interface Day extends Place {
  readonly scaled: number;
  /** How far off the expectation was; undefined where there was none. */
  readonly missed: number | undefined;
  /** How it differs from the week around it, once that is over. */
  apart?: number;
}

/** Where in the week and in the month a day is. */
interface Place {
  readonly weekday: number;
  /** From 1 to 3; 0 for all other days. */
  readonly start: number;
}

const dayMs = 86_400_000;
/** Ten weeks: enough to know a weekday, and a beginning of a month twice. */
const remembered = 70;
const week = 7;
const half = 3;
const usualError = 0.08;
const leastError = 0.015;
const clearErrors = 3;
/** That many first days of a month are days of their own. */
const monthStart = 3;

export function openRhythm(): Rhythm {
  const days: Day[] = [];
  let typical = 0;
  let known: { readonly at: number; readonly expectation: Expectation | undefined } | undefined;

  const scale = (value: number) => Math.sign(value) * Math.log1p(Math.abs(value) / ((typical || 1) / 100));

  function expect(at: number): Expectation | undefined {
    if (known?.at === at) return known.expectation;
    const expectation = days.length < week ? undefined : expectAfter(days, placeOf(at));
    known = { at, expectation };
    return expectation;
  }

  return {
    scale,
    unscale: (scaled) => Math.sign(scaled) * Math.expm1(Math.abs(scaled)) * ((typical || 1) / 100),
    expect,
    learn(at, value) {
      if (typical === 0) typical = Math.abs(value);
      const expectation = expect(at);
      const scaled = scale(value);
      days.push({ ...placeOf(at), scaled, missed: expectation && scaled - expectation.centre });
      if (days.length > remembered) days.shift();
      known = undefined;
      const around = days.slice(-week);
      const middle = around[half];
      if (around.length === week && middle) middle.apart = middle.scaled - median(around.map((day) => day.scaled));
    },
  };
}

function expectAfter(days: readonly Day[], { weekday, start }: Place): Expectation {
  const byWeekday = weekdayEffects(days);
  const usual = (day: Place) => byWeekday[day.weekday] ?? 0;
  const misses = days.flatMap(({ missed }) => (missed === undefined ? [] : Math.abs(missed)));
  const error = Math.max(leastError, misses.length < week ? usualError : 1.4826 * median(misses));
  // What is within the usual error is no effect.
  const starts = startEffects(days, usual).map((effect) => (effect !== undefined && Math.abs(effect) < clearErrors * error ? 0 : effect));
  const levels = days.slice(-4 * week).map((day) => day.scaled - usual(day) - (starts[day.start] ?? 0));
  const slope = slopeOf(levels);
  const effect = starts[start];
  return { centre: levelOf(levels, slope) + slope + (byWeekday[weekday] ?? 0) + (effect ?? 0), error, isFirstOfItsKind: effect === undefined };
}

/** How each weekday differs from its week, by the median of the weeks: a single odd day changes nothing. */
function weekdayEffects(days: readonly Day[]): number[] {
  const apart: number[][] = Array.from({ length: week }, () => []);
  for (const day of days) if (day.apart !== undefined && day.start === 0) apart[day.weekday]?.push(day.apart);
  return apart.map(median);
}

/** What comes with a first day of a month and goes with it, over what its weekday does; undefined before one was seen. */
function startEffects(days: readonly Day[], usual: (day: Place) => number): readonly (number | undefined)[] {
  const jumps: number[][] = Array.from({ length: monthStart + 1 }, () => []);
  for (const day of days) if (day.apart !== undefined && day.start > 0) jumps[day.start]?.push(day.apart - usual(day));
  return jumps.map((seen, start) => (start === 0 ? 0 : seen.length === 0 ? undefined : median(seen)));
}

function placeOf(at: number): Place {
  const date = new Date(at).getUTCDate();
  return { weekday: Math.floor(at / dayMs) % week, start: date <= monthStart ? date : 0 };
}

/** The level of the last days; where the last three agree with each other and not with those before, it has moved. */
function levelOf(levels: readonly number[], slope: number): number {
  const flat = levels.slice(-2 * week).map((level, index, all) => level + slope * (all.length - 1 - index));
  const [last, before] = [flat.slice(-half), flat.slice(0, -half)];
  const apart = Math.abs(median(last) - median(before));
  const hasMoved = before.length >= half && Math.max(...last) - Math.min(...last) < apart / 2;
  return median(hasMoved ? last : flat.slice(-week));
}

/** From the middle of the two weeks before to the middle of the last two. */
function slopeOf(levels: readonly number[]): number {
  if (levels.length < 4 * week) return 0;
  return (median(levels.slice(2 * week)) - median(levels.slice(0, 2 * week))) / (2 * week);
}
