import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { openBenchCorpus } from '../bench-corpus.ts';
import { parseAll } from '../parse-all.ts';
import { runIngest } from '../run-ingest.ts';
import { timeProcess } from '../time-process.ts';

export const benchCase: BenchCase = {
  title: 'watchkeeper ingest with everything: the own rules, correlations, habits, who stands behind each call, the lake and the checkpoint; against what Node alone needs to gunzip and JSON.parse the same files',
  unit: 'ms',
  better: 'lower',
  warmUp: 0,
  rounds: 3,
  async open() {
    const corpus = await openBenchCorpus();
    const root = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-ingest-'));
    const [empty, made, data] = [join(root, 'empty'), join(root, 'made'), join(root, 'data')];
    await mkdir(empty);
    await writeFile(join(empty, 'nothing.json'), '{"Records":[]}');
    // The database is made once in a product's life.
    await runIngest([empty, '--data', made]);
    const peaks: number[] = [];
    const resting: number[] = [];
    return {
      async subject() {
        await rm(data, { recursive: true, force: true });
        await cp(made, data, { recursive: true });
        const { ms, peakMb, medianMb } = await runIngest([corpus.folder, '--data', data]);
        peaks.push(peakMb);
        resting.push(medianMb);
        return ms;
      },
      against: { name: 'gunzip and JSON.parse', measure: () => timeProcess(['-e', parseAll, ...corpus.files]) },
      details: () => ({ residentMbAtMost: peaks, residentMbMostly: resting }),
      async close() {
        await corpus.remove();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
};
