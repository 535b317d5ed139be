import type { BenchCase } from '../bench-case.ts';
import { measureAccounts } from '../measure-accounts.ts';

/** The database within the process is in it: it takes most, and what it takes of the machine depends on how it began. */
const limitMb = 500;

export const benchCase: BenchCase = {
  title: 'The most memory that is in use while 200 accounts in 17 regions each are connected, validated and listed',
  unit: 'MB',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  async open() {
    return {
      subject: async () => (await measureAccounts(200)).peakHeapMb,
      against: { name: 'the limit', limit: limitMb },
      close: () => Promise.resolve(),
    };
  },
};
