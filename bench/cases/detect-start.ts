import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cloudTrailRecord } from '../../src/testing/builders.ts';
import type { BenchCase } from '../bench-case.ts';
import { timeProcess } from '../time-process.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export const benchCase: BenchCase = {
  title: 'The start of watchkeeper detect: one record, every built-in rule',
  unit: 'ms',
  better: 'lower',
  warmUp: 2,
  rounds: 9,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-start-'));
    const file = join(folder, 'one.json');
    await writeFile(file, JSON.stringify(cloudTrailRecord()));
    return {
      subject: () => timeProcess([main, 'detect', file, '--quiet']),
      against: { name: 'half a second', limit: 500 },
      close: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
