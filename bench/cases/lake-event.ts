import { getEvent } from '../../src/watch/activity/lake/get-event.ts';
import type { BenchCase } from '../bench-case.ts';
import { makeBenchLake } from '../make-bench-lake.ts';

const asked = 5;

export const benchCase: BenchCase = {
  title: 'One event and its record by the id alone, without its time, anywhere in a lake of 60 days',
  unit: 'ms',
  better: 'lower',
  warmUp: 2,
  rounds: 9,
  async open() {
    const { lake, close } = await makeBenchLake();
    const files = await lake.files();
    const places = Array.from({ length: asked }, (_, at) => files[Math.floor(((at + 0.5) / asked) * files.length)]?.path ?? '');
    const ids = await Promise.all(places.map(async (path) => String((await lake.duckdb.rows(`select event_id from read_parquet('${path}') limit 1`))[0]?.['event_id'])));
    return {
      /** The mean, since old events take as long as new ones. */
      async subject() {
        const startedAt = performance.now();
        for (const id of ids) await getEvent(lake, { id });
        return (performance.now() - startedAt) / asked;
      },
      against: { name: 'what a person waits without noticing', limit: 300 },
      close,
    };
  },
};
