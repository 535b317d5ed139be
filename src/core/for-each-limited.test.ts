import { expect, it } from 'vitest';
import { forEachLimited } from './for-each-limited.ts';

it('does everything, never more than so many at a time', async () => {
  let active = 0;
  let most = 0;
  const done: number[] = [];
  await forEachLimited([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    active += 1;
    most = Math.max(most, active);
    await Promise.resolve();
    active -= 1;
    done.push(item);
  });
  expect(most).toBe(3);
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

it('begins nothing new after a failure and reports it', async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await Promise.resolve();
    if (item === 1) throw new Error('broken');
  };
  await expect(forEachLimited([1, 2, 3, 4, 5, 6], 2, work)).rejects.toThrow('broken');
  expect(begun.length).toBeLessThan(6);
});
