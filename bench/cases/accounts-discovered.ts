import type { BenchCase } from '../bench-case.ts';
import { measureAccounts, type AccountsRound } from '../measure-accounts.ts';

const many = 200;
const few = 50;

export const benchCase: BenchCase = {
  title: `An organisation of ${many} accounts in 17 regions each connected, validated with regions and permissions, and listed once, against one of ${few}`,
  unit: 'ms of processor per account',
  better: 'lower',
  warmUp: 0,
  rounds: 2,
  async open() {
    const rounds: AccountsRound[] = [];
    const measure = async (members: number) => {
      const round = await measureAccounts(members);
      rounds.push(round);
      return round.cpuMs / round.accounts;
    };
    return {
      subject: () => measure(many),
      against: { name: `with ${few} accounts`, measure: () => measure(few) },
      details: () => ({ rounds: rounds.map(({ accounts, places, calls, ms, startedMb, peakMb }) => ({ accounts, places, calls, seconds: Math.round(ms / 1_000), startedMb: Math.round(startedMb), peakMb: Math.round(peakMb) })) }),
      close: () => Promise.resolve(),
    };
  },
};
