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
  open() {
    const fromUpMs: number[] = [];
    return Promise.resolve({
      async subject() {
        const { totalMs, sinceUpMs } = await firstActivity();
        fromUpMs.push(Math.round(sinceUpMs));
        return totalMs;
      },
      against: { name: 'the limit', limit: 60_000 },
      details: () => ({ fromUpMs }),
      close: () => Promise.resolve(),
    });
  },
};

/** Nothing was set up first: no queue, no settings but the account, and no data folder. */
async function firstActivity(): Promise<{ totalMs: number; sinceUpMs: number }> {
  const startedAt = performance.now();
  const { demo, close } = await startWatchedAccount({});
  const upAt = performance.now();
  try {
    while (pageSchema.parse(await (await demo.ask('/api/activity/search?limit=1')).json()).events.length === 0) {
      if (performance.now() - startedAt > longestMs) throw new Error(`No activity within ${longestMs} ms`);
      await sleep(lookMs);
    }
    return { totalMs: performance.now() - startedAt, sinceUpMs: performance.now() - upAt };
  } finally {
    await close();
  }
}
