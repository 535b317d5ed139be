import { fileURLToPath } from 'node:url';
import { openBenchCorpus } from '../bench-corpus.ts';
import type { BenchCase } from '../bench-case.ts';
import { writeBenchRules } from '../bench-rules.ts';
import { parseAll } from '../parse-all.ts';
import { timeProcess } from '../time-process.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export const benchCase: BenchCase = {
  title: 'watchkeeper detect with 500 rules, against what Node alone needs to gunzip and JSON.parse the same files',
  unit: 'ms',
  better: 'lower',
  warmUp: 1,
  rounds: 5,
  async open() {
    const corpus = await openBenchCorpus();
    const rules = await writeBenchRules(500);
    return {
      subject: () => timeProcess([main, 'detect', corpus.folder, '--no-builtin', '--rules', rules.folder, '--format', 'jsonl', '--quiet']),
      against: { name: 'gunzip and JSON.parse', measure: () => timeProcess(['-e', parseAll, ...corpus.files]) },
      async close() {
        await corpus.remove();
        await rules.remove();
      },
    };
  },
};
