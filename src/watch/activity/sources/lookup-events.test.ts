import { expect, it } from 'vitest';
import { testHouses } from '../../../testing/open-test-house.ts';
import { lookupEvents, lookupEventsActions } from './lookup-events.ts';

const openHouse = testHouses();

it('hands over the first page at once, more at a time after it, and all of it in the end', { timeout: 60_000 }, async () => {
  const { deps, world, account } = await openHouse({ readerActions: lookupEventsActions });
  const session = deps.aws.for(account, 'us-east-1', { actions: lookupEventsActions, caller: 'test' });
  const to = new Date(Math.floor(Date.now() / 1_000) * 1_000 - 60_000);
  const from = new Date(to.getTime() - 3_600_000);
  const sizes: number[] = [];
  const doneDownTo: number[] = [];
  for await (const slice of lookupEvents(session, { from, to, clock: deps.clock })) {
    sizes.push(slice.events);
    doneDownTo.push(slice.doneDownTo.getTime());
  }
  expect(sizes[0]).toBe(50);
  expect(sizes[1]).toBeGreaterThan(50);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(world.activity.between({ accountId: account.accountId, region: 'us-east-1' }, { from, to }).length);
  expect(doneDownTo).toEqual(doneDownTo.toSorted((a, b) => b - a));
  expect(doneDownTo.at(-1)).toBe(from.getTime());
});
