import { chartActivity } from '../../src/watch/activity/lake/chart-activity.ts';
import { listSuspicious } from '../../src/watch/activity/lake/search-activity.ts';
import type { ActivityLake } from '../../src/watch/activity/lake/open-activity-lake.ts';
import type { BenchCase } from '../bench-case.ts';
import { benchLakeEnd, makeBenchLake } from '../make-bench-lake.ts';

const clock = () => new Date(benchLakeEnd);
const since = new Date(benchLakeEnd - 86_400_000).toISOString();
const until = new Date(benchLakeEnd).toISOString();

export const benchCase: BenchCase = {
  title: 'Questions about the last 24 hours of a lake of 60 days, against the same where the lake has no other day',
  unit: 'ms',
  better: 'lower',
  warmUp: 3,
  rounds: 15,
  async open() {
    const { lake, close } = await makeBenchLake();
    const lastDay = (await lake.files()).filter(({ to }) => to >= Date.parse(since));
    const withoutHistory: ActivityLake = { ...lake, files: () => Promise.resolve(lastDay) };
    return {
      subject: () => timed(lake),
      against: { name: 'the last day alone', measure: () => timed(withoutHistory) },
      close,
    };
  },
};

async function timed(lake: ActivityLake): Promise<number> {
  const startedAt = performance.now();
  await chartActivity(lake, { since, until, step: 'auto', by: 'severity' }, { clock });
  await listSuspicious(lake, { since, until, limit: 50 });
  return performance.now() - startedAt;
}
