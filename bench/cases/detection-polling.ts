import type { BenchCase } from '../bench-case.ts';
import { measureDetection, percentile } from '../measure-detection.ts';

export const benchCase: BenchCase = {
  title: 'From an event being available to its finding being stored, through LookupEvents at the usual interval, at the 95th percentile, against the most that it may take',
  unit: 'ms',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  open() {
    let delays: readonly number[] = [];
    return Promise.resolve({
      async subject() {
        const { delaysMs } = await measureDetection({ through: 'polling', events: 60, lengthMs: 240_000 });
        delays = delaysMs;
        return percentile(delays, 0.95);
      },
      against: { name: 'the limit', limit: 60_000 },
      details: () => ({ events: delays.length, p50Ms: percentile(delays, 0.5), p95Ms: percentile(delays, 0.95), longestMs: delays.at(-1) }),
      close: () => Promise.resolve(),
    });
  },
};
