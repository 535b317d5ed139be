import { expect, it } from 'vitest';
import { forEachFair } from './for-each-fair.ts';

const keyOf = (item: string) => item.charAt(0);
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

it('does everything once', async () => {
  const items = ['a1', 'a2', 'b1', 'c1', 'a3'];
  const done: string[] = [];
  await forEachFair(items, { keyOf, limit: 2, perKey: 2 }, async (item) => void done.push(item));
  expect(done.sort()).toEqual([...items].sort());
  await forEachFair([], { keyOf, limit: 2, perKey: 2 }, () => Promise.reject(new Error('There was nothing to do')));
});

it('lets the keys take turns, however many items one has', async () => {
  const begun: string[] = [];
  const huge = Array.from({ length: 100 }, (_, index) => `a${index}`);
  await forEachFair([...huge, 'b1', 'c1', 'b2'], { keyOf, limit: 1, perKey: 1 }, async (item) => void begun.push(item));
  expect(begun.slice(0, 6)).toEqual(['a0', 'b1', 'c1', 'a1', 'b2', 'a2']);
});

it('gives one key no more than its share, and the rest to the others', async () => {
  const running = new Set<string>();
  let mostOfA = 0;
  let most = 0;
  const items = [...Array.from({ length: 30 }, (_, index) => `a${index}`), ...Array.from({ length: 10 }, (_, index) => `b${index}`)];
  await forEachFair(items, { keyOf, limit: 4, perKey: 3 }, async (item) => {
    running.add(item);
    mostOfA = Math.max(mostOfA, [...running].filter((one) => one.startsWith('a')).length);
    most = Math.max(most, running.size);
    await settle();
    running.delete(item);
  });
  expect({ mostOfA, most }).toEqual({ mostOfA: 3, most: 4 });
});

it('is not held up by one that never ends', async () => {
  const done: string[] = [];
  const { promise: never, resolve } = Promise.withResolvers<void>();
  const working = forEachFair(['a1', 'a2', 'b1', 'b2', 'b3'], { keyOf, limit: 2, perKey: 1 }, async (item) => {
    if (item === 'a1') await never;
    done.push(item);
  });
  for (let turn = 0; turn < 10; turn += 1) await settle();
  expect(done).toEqual(['b1', 'b2', 'b3']);
  resolve();
  await working;
  expect(done).toEqual(['b1', 'b2', 'b3', 'a1', 'a2']);
});

it('ends with the first failure once what runs has settled', async () => {
  const done: string[] = [];
  const working = forEachFair(['a1', 'b1', 'a2', 'b2'], { keyOf, limit: 2, perKey: 1 }, async (item) => {
    if (item === 'a1') throw new Error('It failed');
    await settle();
    done.push(item);
  });
  await expect(working).rejects.toThrow('It failed');
  expect(done).toEqual(['b1']);
});
