import { chartActivity } from '../../src/watch/activity/lake/chart-activity.ts';
import { searchActivity } from '../../src/watch/activity/lake/search-activity.ts';
import type { BenchCase } from '../bench-case.ts';
import { benchAddress, benchLakeEnd, benchPrincipal, makeBenchLake } from '../make-bench-lake.ts';

const dayMs = 86_400_000;
const clock = () => new Date(benchLakeEnd);
const ago = (days: number) => new Date(benchLakeEnd - days * dayMs).toISOString();
const until = ago(0);

export const benchCase: BenchCase = {
  title: 'The slowest of: the last 24 hours by severity, a principal’s month by action, an address over everything, a histogram over everything',
  unit: 'ms',
  better: 'lower',
  warmUp: 2,
  rounds: 9,
  async open() {
    const { lake, close } = await makeBenchLake();
    const questions = [
      () => chartActivity(lake, { since: ago(1), until, step: 'auto', by: 'severity' }, { clock }),
      () => chartActivity(lake, { principal: benchPrincipal, since: ago(30), until, step: 'auto', by: 'action' }, { clock }),
      () => searchActivity(lake, { address: benchAddress, limit: 500 }),
      () => chartActivity(lake, { since: ago(60), until, step: 'auto', by: 'severity' }, { clock }),
    ];
    return {
      async subject() {
        const took: number[] = [];
        for (const ask of questions) {
          const startedAt = performance.now();
          await ask();
          took.push(performance.now() - startedAt);
        }
        return Math.max(...took);
      },
      against: { name: 'what a person waits without noticing', limit: 300 },
      close,
    };
  },
};
