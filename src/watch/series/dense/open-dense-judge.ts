import { quietScore, scoreOf, type JudgedPoint, type SeriesJudge } from '../series-judge.ts';
import { openDayProfile } from './day-profile.ts';
import { openLastValues } from './last-values.ts';
import { openTallest, type Tallest } from './tallest.ts';

/** Beyond the tallest there was by so much is an anomaly. */
const limit = 1.1;
/** So many points after an anomaly are part of it, and each that is one itself begins them anew. */
const quietPoints = 60;
const silentPoints = 30;
const fast = 0.3;
const slow = 0.005;
const shortWindow = 8;
const longWindow = 32;
/** Of the whole range that a series has shown: less spread than that is none. */
const finest = 0.03;

/**
 * For series with many points a day. It keeps, of everything that can be unusual about a point (a jump, a level, a spread, a
 * distance from the usual at that time of day, alone and over the last points), the tallest that it has been, and calls an anomaly
 * what is clearly taller: what the series has done before, however wild, is no news.
 */
export function openDenseJudge(everyMs: number): SeriesJudge {
  const tallests = new Map<string, Tallest>();
  const values = openLastValues(longWindow);
  const distances = openLastValues(longWindow);
  const profile = openDayProfile(everyMs);
  const daySilence = profile?.slots ?? 0;
  const dayWindow = Math.min(longWindow, Math.max(4, Math.floor(daySilence / 8)));
  let level: number | undefined;
  let ground = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let quietFor = 0;
  let unusual = { beyond: 0, what: '' };

  const tallestOf = (what: string, silent: number): Tallest => {
    const known = tallests.get(what) ?? openTallest({ silent });
    tallests.set(what, known);
    return known;
  };
  const measure = (what: string, height: number, silent = silentPoints) => {
    const beyond = tallestOf(what, silent).measure(height) / limit;
    if (beyond > unusual.beyond) unusual = { beyond, what };
  };
  const measureBoth = (distance: number, [above, below]: readonly [string, string], silent?: number) => {
    measure(above, Math.max(0, distance), silent);
    measure(below, Math.max(0, -distance), silent);
  };

  function measureAll(at: number, value: number, levelBefore: number): void {
    measureBoth(value - levelBefore, ['a jump up', 'a jump down']);
    measureBoth(value - ground, ['far above its level', 'far below its level']);
    const range = most - least || 1;
    for (const window of [shortWindow, longWindow]) {
      // The first full window ends with the point after it.
      if (values.count < window) continue;
      const { mean, spread } = values.over(window);
      measureBoth(mean - ground, [`a higher level over ${window} points`, `a lower level over ${window} points`]);
      measure(`more restless over ${window} points`, spread);
      measure(`unusually still over ${window} points`, 1 / (spread + finest * range));
    }
    const distance = profile?.distance(at, value);
    if (distance === undefined) return;
    distances.add(distance);
    measureBoth(distance, ['high for this time of day', 'low for this time of day'], daySilence);
    for (const window of [shortWindow, dayWindow]) {
      if (distances.count >= window) measureBoth(distances.over(window).mean, [`high for this time of day over ${window} points`, `low for this time of day over ${window} points`], daySilence);
    }
  }

  /** The narrowest band that a point has to leave to be one by itself. */
  function bandAt(at: number, levelBefore: number): Pick<JudgedPoint, 'expected' | 'lower' | 'upper'> {
    const usual = profile?.usual(at);
    const isByDay = usual !== undefined && typeof tallests.get('high for this time of day')?.height === 'number';
    const expected = isByDay ? usual : levelBefore;
    const [up, down] = isByDay ? ['high for this time of day', 'low for this time of day'] : ['a jump up', 'a jump down'];
    const reach = (what: string) => tallests.get(what)?.height ?? null;
    const [above, below] = [reach(up), reach(down)];
    return { expected, upper: above === null ? null : expected + above * limit, lower: below === null ? null : expected - below * limit };
  }

  return {
    judge({ at, value }) {
      const levelBefore = level ?? value;
      if (level === undefined) ground = value;
      const band = level === undefined ? { expected: null, lower: null, upper: null } : bandAt(at, levelBefore);
      least = Math.min(least, value);
      most = Math.max(most, value);
      values.add(value);
      unusual = { beyond: 0, what: '' };
      measureAll(at, value, levelBefore);
      profile?.learn(at, value);
      level = levelBefore + fast * (value - levelBefore);
      ground += slow * (value - ground);

      const isOver = unusual.beyond >= 1;
      const isAnomaly = isOver && quietFor === 0;
      quietFor = isOver ? quietPoints : Math.max(0, quietFor - 1);
      const score = scoreOf(unusual.beyond);
      return { ...band, score: isAnomaly ? score : Math.min(score, quietScore), isAnomaly, because: isAnomaly ? unusual.what : null };
    },
  };
}
