import { quietScore, scoreOf, type JudgedPoint, type SeriesJudge } from '../series-judge.ts';
import { openRhythm, type Expectation } from './rhythm.ts';

/** Before that many points nothing is expected of the next. */
const fewest = 21;
/** How many times its usual error an expectation must be missed by; less when it is missed day after day. */
const limit = 4;
const limitInRow = 2.6;
const inRow = 3;
/** And by how much of itself at least: what is less is no matter to anybody. */
const leastShare = 0.25;
const leastShareInRow = 0.2;
/** A first of a month may be three times as much as other days before anybody knows what it usually is. */
const firstAllowance = Math.log(3);
/** So many points after an anomaly what is like it goes on, and is not told again. */
const quietPoints = 5;
/** So long it may go back to where it was before, which is no news either. */
const returnPoints = 14;
/** So much further beyond the limit than what is going on is something new. */
const muchMore = 2;

/** For series with a point a day or so: costs with weekdays, growth, and bills that come at the beginning of months. */
export function openDailyJudge(): SeriesJudge {
  const rhythm = openRhythm();
  let seen = 0;
  let misses: number[] = [];
  let going = { for: 0, isUp: false, beyond: 0 };
  let moved = { by: 0, ago: Number.POSITIVE_INFINITY };

  /** How far beyond the limits a point is, alone or with the ones before it; negative below. */
  function beyondOf(distance: number, { error, isFirstOfItsKind }: Expectation): number {
    const alone = distance / reachOf(error, isFirstOfItsKind);
    if (isFirstOfItsKind || misses.length < inRow || misses.some((miss) => miss * distance <= 0)) return alone;
    const together = misses.reduce((sum, miss) => sum + miss, 0) / inRow / Math.max(limitInRow * error, Math.log1p(leastShareInRow));
    return Math.abs(together) > Math.abs(alone) ? together : alone;
  }

  /** What goes on is told once; the other way, or much more of it, is something else, unless it only goes back. */
  function isNews(beyond: number, distance: number): boolean {
    moved = { ...moved, ago: moved.ago + 1 };
    const isUp = beyond > 0;
    const isOver = Math.abs(beyond) >= 1;
    const isSame = going.for > 0 && going.isUp === isUp && Math.abs(beyond) < going.beyond * muchMore;
    if (isOver) going = { for: quietPoints, isUp, beyond: isSame ? Math.max(going.beyond, Math.abs(beyond)) : Math.abs(beyond) };
    else going = { ...going, for: Math.max(0, going.for - 1) };
    if (!isOver || isSame) return false;
    const isReturn = moved.ago <= returnPoints && distance * moved.by < 0 && Math.abs(distance + moved.by) < Math.abs(moved.by) / 2;
    moved = { by: isReturn ? 0 : distance, ago: 0 };
    return !isReturn;
  }

  return {
    judge({ at, value }): JudgedPoint {
      const forecast = seen < fewest ? undefined : rhythm.expect(at);
      seen += 1;
      if (!forecast) {
        rhythm.learn(at, value);
        return { expected: null, lower: null, upper: null, score: 0, isAnomaly: false, because: null };
      }
      const { centre, error, isFirstOfItsKind } = forecast;
      const distance = rhythm.scale(value) - centre;
      misses = [...misses, distance].slice(-inRow);
      const beyond = beyondOf(distance, forecast);
      const isAnomaly = isNews(beyond, distance);
      const reach = reachOf(error, isFirstOfItsKind);
      const band = { expected: rhythm.unscale(centre), lower: rhythm.unscale(centre - reach), upper: rhythm.unscale(centre + reach) };
      rhythm.learn(at, value);
      const score = scoreOf(Math.abs(beyond));
      return { ...band, score: isAnomaly ? score : Math.min(score, quietScore), isAnomaly, because: isAnomaly ? `${beyond > 0 ? 'more' : 'less'} than usual for such a day` : null };
    },
  };
}

function reachOf(error: number, isFirstOfItsKind: boolean): number {
  return Math.max(limit * error, Math.log1p(leastShare)) + (isFirstOfItsKind ? firstAllowance : 0);
}
