import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { BenchCase } from '../bench-case.ts';
import { startWatchedAccount } from '../start-watched-account.ts';

const lookMs = 100;
const longestMs = 120_000;
const pageSchema = z.object({ events: z.array(z.object({ eventId: z.string() })) });

export const benchCase: BenchCase = {
  title: 'From the start with a newly connected account to its first judged activity, against the most that it may take',
  unit: 'ms',
  better: 'lower',
  warmUp: 0,
  rounds: 3,
  open: () => Promise.resolve({ subject: firstActivity, against: { name: 'the limit', limit: 60_000 }, close: () => Promise.resolve() }),
};

/** Nothing was set up first: no queue, no settings but the account. */
async function firstActivity(): Promise<number> {
  const startedAt = performance.now();
  const { demo, close } = await startWatchedAccount({});
  try {
    while (pageSchema.parse(await (await demo.ask('/api/activity/search?limit=1')).json()).events.length === 0) {
      if (performance.now() - startedAt > longestMs) throw new Error(`No activity within ${longestMs} ms`);
      await sleep(lookMs);
    }
    return performance.now() - startedAt;
  } finally {
    await close();
  }
}
