import { expect, it } from 'vitest';
import { testHouses } from '../../testing/open-test-house.ts';
import { describeCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { askLake } from '../../watch/activity/lake/lake-view.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { currentGaps } from '../runtime/agent-store.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];

async function setUp(sources: 'auto' | 's3') {
  const house = await openHouse({ readerActions });
  const { deps, world, account } = house;
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: account.id, settings: { sources, backfill: '0s', listenFor: '1s', integrity: false } });
  const member = world.accounts.get(account.accountId);
  const [trail] = member?.regions.get('us-east-1')?.trails ?? [];
  return {
    ...house,
    member,
    bucketName: trail?.trail.S3BucketName ?? '',
    async run() {
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      return (await getAgent(deps, id)).lastExecution;
    },
    places: async () => (await describeCoverage({ store: deps.store, clock: deps.clock }, { step: 'hour' })).places,
    kept: async () => (await askLake(deps.lake, {}, { sql: (events) => `select count(*)::int as events from ${events}` }))[0]?.['events'],
  };
}

it('a trail whose bucket is gone is a gap, and LookupEvents takes over', { timeout: 60_000 }, async () => {
  const house = await setUp('auto');
  await house.run();
  house.member?.buckets.delete(house.bucketName);
  expect(await house.run()).toMatchObject({ status: 'succeeded' });
  expect(await currentGaps(house.deps.store, 'all')).toMatchObject([{ reason: 'service-error', because: expect.stringContaining(`s3://${house.bucketName}/`) }]);
  expect(await house.places()).toMatchObject([{ source: 'lookup-events', state: 'watching' }]);
});

it('a trail whose bucket is gone leaves the place blind where there is no other source, and says so', { timeout: 60_000 }, async () => {
  const house = await setUp('s3');
  house.member?.buckets.delete(house.bucketName);
  expect(await house.run()).toMatchObject({ status: 'succeeded', gapCount: 1 });
  expect(await house.places()).toMatchObject([{ state: expect.not.stringMatching('watching') }]);
});

it('objects that S3 does not give out are a gap, and all others are read', { timeout: 60_000 }, async () => {
  const house = await setUp('s3');
  house.sim.faults.add({ match: { operation: 'GetObject' }, fault: { kind: 'access-denied' }, times: 3 });
  expect(await house.run()).toMatchObject({ status: 'succeeded' });
  expect(await currentGaps(house.deps.store, 'all')).toMatchObject([{ reason: 'access-denied', action: 's3:GetObject' }]);
  const before = Number(await house.kept());
  expect(before).toBeGreaterThan(0);
  await house.run();
  expect(Number(await house.kept())).toBeGreaterThan(before);
  expect(await currentGaps(house.deps.store, 'all')).toEqual([]);
});
