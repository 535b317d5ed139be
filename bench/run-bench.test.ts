import { expect, it } from 'vitest';
import type { BenchCase } from './bench-case.ts';
import { runBench } from './run-bench.ts';

function benchCase(facts: Partial<BenchCase>): BenchCase {
  return { title: 'A case', unit: 'ms', better: 'lower', warmUp: 0, rounds: 3, open: () => Promise.reject(new Error('not opened')), ...facts };
}

it('takes turns, throws the warm-up away, and compares the medians', async () => {
  const turns: string[] = [];
  const values = { ours: [900, 10, 30, 20], theirs: [900, 5, 4, 100] };
  let closed = false;
  const result = await runBench(
    benchCase({
      warmUp: 1,
      open: () =>
        Promise.resolve({
          subject: () => next('ours'),
          against: { name: 'a peer', measure: () => next('theirs') },
          close() {
            closed = true;
            return Promise.resolve();
          },
        }),
    }),
  );
  expect(result).toMatchObject({ subject: { median: 20, values: [10, 30, 20] }, against: { name: 'a peer', median: 5 }, ratio: 4 });
  expect(turns.slice(0, 4)).toEqual(['ours', 'theirs', 'ours', 'theirs']);
  expect(closed).toBe(true);

  function next(who: keyof typeof values): Promise<number> {
    turns.push(who);
    return Promise.resolve(values[who].shift() ?? Number.NaN);
  }
});

it('compares with a limit where there is no peer', async () => {
  const against = { name: 'the limit', limit: 600 };
  const open = () => Promise.resolve({ subject: () => Promise.resolve(300), against, close: () => Promise.resolve() });
  expect(await runBench(benchCase({ open }))).toMatchObject({ against: { median: 600 }, ratio: 0.5 });
});

it('keeps what the number is made of', async () => {
  const against = { name: 'the limit', limit: 2 };
  let rounds = 0;
  const subject = () => Promise.resolve((rounds += 1));
  const open = () => Promise.resolve({ subject, against, details: () => ({ rounds }), close: () => Promise.resolve() });
  expect(await runBench(benchCase({ open }))).toMatchObject({ details: { rounds: 3 } });
});

it('closes what it opened when a measurement fails', async () => {
  let closed = false;
  const close = () => {
    closed = true;
    return Promise.resolve();
  };
  const open = () => Promise.resolve({ subject: () => Promise.reject(new Error('no answer')), against: { name: 'x', limit: 1 }, close });
  await expect(runBench(benchCase({ open }))).rejects.toThrow('no answer');
  expect(closed).toBe(true);
});
