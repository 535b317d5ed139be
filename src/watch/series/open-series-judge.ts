import { openDailyJudge } from './daily/open-daily-judge.ts';
import { openDenseJudge } from './dense/open-dense-judge.ts';
import type { SeriesJudge } from './series-judge.ts';

/** Series with fewer points a day than four have weekdays and months rather than times of the day. */
const dailyFromMs = 6 * 3_600_000;

/** The judge for a series with a point every so often. */
export function openSeriesJudge(everyMs: number): SeriesJudge {
  return everyMs >= dailyFromMs ? openDailyJudge() : openDenseJudge(everyMs);
}

/** How far apart the points of a series usually are: the middle of the distances, so that a gap changes nothing. */
export function usualInterval(times: readonly number[]): number | undefined {
  const distances = times.slice(1).map((at, index) => at - (times[index] ?? at)).filter((distance) => distance > 0).sort((a, b) => a - b);
  return distances[Math.floor(distances.length / 2)];
}
