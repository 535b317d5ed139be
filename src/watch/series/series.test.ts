import { describe, expect, it } from 'vitest';
import { openSeriesJudge, usualInterval } from './open-series-judge.ts';
import { anomalyScore, scoreOf, type JudgedPoint } from './series-judge.ts';

const dayMs = 86_400_000;
const fiveMinutes = 300_000;

/** Chance that is the same again. */
function chance(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { between: (least: number, most: number) => least + (most - least) * next(), normal: () => Math.sqrt(-2 * Math.log(next() + 1e-12)) * Math.cos(2 * Math.PI * next()) };
}

function judgeAll(values: readonly number[], { everyMs, start = Date.UTC(2026, 0, 5) }: { everyMs: number; start?: number }): JudgedPoint[] {
  const judge = openSeriesJudge(everyMs);
  return values.map((value, index) => judge.judge({ at: start + index * everyMs, value }));
}

const anomaliesIn = (judged: readonly JudgedPoint[]) => judged.flatMap(({ isAnomaly }, index) => (isAnomaly ? index : []));

interface CostFacts {
  readonly days: number;
  readonly noise: number;
  readonly weekend: number;
  readonly growth: number;
  readonly firstOfMonth: number;
}

/** Costs of an account as bills have them, with something planted. */
function costs(seed: number, planted: { readonly at: number; readonly days: number; readonly times: number } | undefined) {
  const dice = chance(seed);
  const facts: CostFacts = { days: Math.floor(dice.between(120, 400)), noise: dice.between(0.01, 0.08), weekend: dice.between(0.4, 1), growth: dice.between(-0.002, 0.006), firstOfMonth: dice.between(0, 1) < 0.5 ? 1 : dice.between(1.15, 3) };
  const start = Date.UTC(2025, Math.floor(dice.between(0, 12)), Math.floor(dice.between(1, 28)));
  const base = Math.exp(dice.between(0, 9));
  const values = Array.from({ length: facts.days }, (_, day) => {
    const date = new Date(start + day * dayMs);
    const isWeekend = [0, 6].includes(date.getUTCDay());
    const isPlanted = planted && day >= planted.at && day < planted.at + planted.days;
    return base * Math.exp(facts.growth * day) * (1 + facts.noise * dice.normal()) * (isWeekend ? facts.weekend : 1) * (date.getUTCDate() === 1 ? facts.firstOfMonth : 1) * (isPlanted ? planted.times : 1);
  });
  return { values, start };
}

describe('series of days', () => {
  const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

  it('are judged with hardly a false alarm, whatever their weekdays, growth and beginnings of months', () => {
    let days = 0;
    let alarms = 0;
    for (const seed of seeds) {
      const { values, start } = costs(seed, undefined);
      days += values.length;
      alarms += anomaliesIn(judgeAll(values, { everyMs: dayMs, start })).length;
    }
    expect(days).toBeGreaterThan(8_000);
    expect(days / Math.max(1, alarms)).toBeGreaterThan(300);
  });

  it.each([
    ['a doubling of two days', { at: 80, days: 2, times: 2 }],
    ['a level that is 1.6 times as high from then on', { at: 80, days: 400, times: 1.6 }],
    ['a fall to a third', { at: 80, days: 400, times: 0.33 }],
  ])('show %s on the day it begins or within two more, and tell it once', (_what, planted) => {
    for (const seed of seeds) {
      const { values, start } = costs(seed, planted);
      const found = anomaliesIn(judgeAll(values, { everyMs: dayMs, start })).filter((day) => day >= 80 && day < 84);
      expect({ seed, found: found.length }).toEqual({ seed, found: 1 });
      expect(found[0]).toBeLessThan(83);
    }
  });

  it('are expected with a band that holds nearly all of the days', () => {
    const { values, start } = costs(3, undefined);
    const judged = judgeAll(values, { everyMs: dayMs, start }).map((point, index) => ({ ...point, value: values[index] ?? 0 })).slice(40);
    const inside = judged.filter(({ lower, upper, value }) => lower !== null && upper !== null && value >= lower && value <= upper);
    expect(inside.length / judged.length).toBeGreaterThan(0.98);
  });

  it.each([
    ['nothing at all', Array.from({ length: 60 }, () => 0)],
    ['the same every day', Array.from({ length: 60 }, () => 12.5)],
    ['credits', Array.from({ length: 60 }, (_, day) => -5 - (day % 7))],
  ])('of %s are no anomaly', (_what, values) => {
    expect(anomaliesIn(judgeAll(values, { everyMs: dayMs }))).toEqual([]);
  });

  it('show a service that begins to cost', () => {
    const values = [...Array.from({ length: 60 }, () => 0), 40, 41, 39];
    expect(anomaliesIn(judgeAll(values, { everyMs: dayMs }))).toEqual([60]);
  });
});

describe('series with many points a day', () => {
  const points = 4_032;
  const dayLong = 288;
  const machine = (seed: number, change: (value: number, point: number) => number) => {
    const dice = chance(seed);
    return Array.from({ length: points }, (_, point) => change(40 + 8 * Math.sin((point / dayLong) * 2 * Math.PI) + 2 * dice.normal(), point));
  };

  it.each([
    ['a spike', (value: number, point: number) => (point >= 3_000 && point < 3_003 ? value + 60 : value), 3_000, 3_003],
    ['a level that rises', (value: number, point: number) => (point >= 3_000 ? value + 30 : value), 3_000, 3_030],
    ['a fall to nothing', (value: number, point: number) => (point >= 3_000 && point < 3_100 ? 0 : value), 3_000, 3_030],
    ['a value that stands still', (value: number, point: number) => (point >= 3_000 && point < 3_100 ? 40 : value), 3_000, 3_060],
    ['noise that grows', (value: number, point: number) => (point >= 3_000 && point < 3_100 ? 40 + (value - 40) * 4 : value), 3_000, 3_060],
  ])('show %s soon, once, and are quiet otherwise', (_what, change, from, to) => {
    for (const seed of [1, 2, 3]) {
      const found = anomaliesIn(judgeAll(machine(seed, change), { everyMs: fiveMinutes })).filter((point) => point > 600);
      expect(found.filter((point) => point >= from && point <= to)).toHaveLength(1);
      expect(found.filter((point) => point < from).length).toBeLessThanOrEqual(2);
    }
  });

  it('take what comes every day at its time for usual, and miss it when it stays away', () => {
    const dice = chance(5);
    const values = Array.from({ length: points }, (_, point) => {
      const isAtWork = point % dayLong >= 108 && point % dayLong < 216;
      const isMissed = Math.floor(point / dayLong) === 11;
      return (isAtWork && !isMissed ? 80 : 20) + dice.between(-4, 4);
    });
    const found = anomaliesIn(judgeAll(values, { everyMs: fiveMinutes })).filter((point) => point > 3 * dayLong);
    expect(found.filter((point) => Math.floor(point / dayLong) === 11).length).toBeGreaterThanOrEqual(1);
    expect(found.filter((point) => Math.floor(point / dayLong) < 11)).toEqual([]);
  });

  it('say what is unusual, and score it on the scale of all series', () => {
    const judged = judgeAll(machine(1, (value, point) => (point === 3_000 ? 400 : value)), { everyMs: fiveMinutes })[3_000];
    expect(judged).toMatchObject({ isAnomaly: true, because: expect.any(String) });
    expect(judged?.score).toBeGreaterThan(0.8);
    expect(scoreOf(1)).toBe(anomalyScore);
  });

  it('judge a point by the points before it alone', () => {
    const values = machine(4, (value) => value);
    const short = judgeAll(values.slice(0, 2_000), { everyMs: fiveMinutes });
    expect(judgeAll(values, { everyMs: fiveMinutes }).slice(0, 2_000)).toEqual(short);
  });
});

it('finds out how far apart points are, whatever gaps there are', () => {
  expect(usualInterval([0, 5, 10, 15, 500, 505])).toBe(5);
  expect(usualInterval([7])).toBeUndefined();
});
