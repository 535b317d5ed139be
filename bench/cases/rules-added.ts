import { fileURLToPath } from 'node:url';
import { openBenchCorpus } from '../bench-corpus.ts';
import type { BenchCase } from '../bench-case.ts';
import { writeBenchRules } from '../bench-rules.ts';
import { timeProcess } from '../time-process.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export const benchCase: BenchCase = {
  title: 'watchkeeper detect with 500 rules, against the same with 100',
  unit: 'ms',
  better: 'lower',
  warmUp: 1,
  rounds: 5,
  async open() {
    const corpus = await openBenchCorpus();
    const [few, many] = [await writeBenchRules(100), await writeBenchRules(500)];
    const detect = (rules: string) => timeProcess([main, 'detect', corpus.folder, '--no-builtin', '--rules', rules, '--format', 'jsonl', '--quiet']);
    return {
      subject: () => detect(many.folder),
      against: { name: '100 rules', measure: () => detect(few.folder) },
      async close() {
        await corpus.remove();
        await few.remove();
        await many.remove();
      },
    };
  },
};
