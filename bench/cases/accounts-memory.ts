import type { BenchCase } from '../bench-case.ts';
import { measureAccounts } from '../measure-accounts.ts';

/** The whole process: the database within it takes most. */
const limitMb = 600;

export const benchCase: BenchCase = {
  title: 'The most memory of the process that connects, validates and lists 200 accounts in 17 regions each',
  unit: 'MB',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  async open() {
    return {
      subject: async () => (await measureAccounts(200)).peakMb,
      against: { name: 'the limit', limit: limitMb },
      close: () => Promise.resolve(),
    };
  },
};
