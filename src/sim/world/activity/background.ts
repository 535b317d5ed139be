import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { openDice, type Dice } from '../seeded-random.ts';
import type { Stir } from './happening.ts';
import { applications, instanceAgents, monitoring, oldScripts, services } from './machine-stirs.ts';
import { peopleAtWork, signIns } from './people-stirs.ts';
import type { Place } from './place.ts';
import { backups, deployments, scaling } from './scheduled-work.ts';
import { newestFirst, writeRecord } from './write-record.ts';

const stirs: readonly Stir[] = [applications, instanceAgents, services, monitoring, oldScripts, peopleAtWork, signIns];
const schedules = [deployments, scaling, backups];

/** What went on in one minute of one place, newest first: nothing but the seed, the place and the minute decide it. */
export function backgroundMinute(place: Place, minute: number): CloudTrailRecord[] {
  const dice = openDice(place.seed, `minute/${place.accountId}/${place.region}/${minute}`);
  const scene = { place, dice, minute };
  const happenings = stirs.flatMap((stir) => Array.from({ length: timesOf(stir.peak(place) * stir.rhythm(minute), dice) }, () => stir.happen(scene)).flat());
  for (const schedule of schedules) happenings.push(...schedule(scene));
  return happenings
    .map(({ actor, deed, second = dice.whole(60) }) => writeRecord(deed, actor, { at: new Date(minute * 60_000 + Math.min(59, second) * 1_000), accountId: place.accountId, region: place.region, dice }))
    .sort(newestFirst);
}

/** How often something happens that happens so often on average: Poisson's way. */
function timesOf(mean: number, dice: Dice): number {
  const stop = Math.exp(-mean);
  let times = 0;
  for (let left = dice.number(); left > stop; left *= dice.number()) times += 1;
  return times;
}
