import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../../src/testing/start-demo.ts';
import type { BenchCase } from '../bench-case.ts';

export const benchCase: BenchCase = {
  title: 'From starting the process on a data folder that has been used before until /ready answers 200',
  unit: 'ms',
  better: 'lower',
  warmUp: 1,
  rounds: 5,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-'));
    return {
      async subject() {
        const startedAt = performance.now();
        const demo = await startDemo(folder);
        while ((await demo.ask('/ready')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 10));
        const tookMs = performance.now() - startedAt;
        await demo.stop();
        return tookMs;
      },
      against: { name: 'the limit of a warm start', limit: 5_000 },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
