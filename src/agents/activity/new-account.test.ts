import { expect, it } from 'vitest';
import { switchTrail } from '../../sim/delivery/switch-trail.ts';
import type { SimQueue } from '../../sim/world/world.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { activityPlaces } from '../../watch/activity/coverage/tables.ts';
import { describeCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { listQuarantine } from '../../watch/activity/coverage/quarantine.ts';
import { askLake } from '../../watch/activity/lake/lake-view.ts';
import { createAgent, getAgent, runAgentWork, updateAgent } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
const minuteMs = 60_000;
const region = 'us-east-1';
const settings = { listenFor: '2s', backfill: '3h', backfillPages: 4 };

/** A new account without a trail, in a house whose time can leap. */
async function setUp() {
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const house = await openHouse({ readerActions, clock, world: { fileDelay: { leastMs: 0, mostMs: 30_000 } } });
  const { deps, world, account } = house;
  const place = { accountId: account.accountId, region };
  const member = world.accounts.get(account.accountId);
  const home = member?.regions.get(region);
  const [trail] = home?.trails.splice(0) ?? [];
  const bucket = member?.buckets.get(trail?.trail.S3BucketName ?? '');
  if (!member || !home || !trail || !bucket) throw new Error('The account has no trail');
  switchTrail(trail, { isLogging: false, at: new Date(0) });
  trail.switches.splice(0);
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: null, settings });

  return {
    clock,
    quarantine: async () => (await listQuarantine(deps.store, { limit: 50 }, 'all')).quarantined,
    source: async () => (await describeCoverage({ store: deps.store, clock }, { step: 'hour' })).places[0]?.source,
    async backfilledTo() {
      const [row] = await deps.store.db.select().from(activityPlaces);
      return [row?.backfillFrom?.getTime() ?? 0, row?.backfillDoneTo?.getTime() ?? 0];
    },
    makeTrail() {
      home.trails.push(trail);
      switchTrail(trail, { isLogging: true, at: clock() });
    },
    /** A queue that hears of every file from now on. */
    makeQueue() {
      const queue: SimQueue = { name: 'files', arn: `arn:aws:sqs:${region}:${account.accountId}:files`, url: `/${account.accountId}/files`, attributes: new Map(), messages: [] };
      home.queues.set(queue.name, queue);
      bucket.notifications = { QueueConfigurations: [{ Id: 'files', QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'] }] };
      return `${house.sim.url}${queue.url}`;
    },
    change: (changed: Record<string, unknown>) => updateAgent(deps, id, { settings: { ...settings, ...changed } }),
    async run(minutes: number) {
      aheadMs += minutes * minuteMs;
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      const { lastExecution } = await getAgent(deps, id);
      expect(lastExecution?.status).toBe('succeeded');
    },
    async expectExactly(from: Date, to: Date) {
      const rows = await askLake(deps.lake, {}, { sql: (events) => `select event_id, event_time from ${events} where region = '${region}'` });
      const kept = rows.filter(({ event_time: at }) => Date.parse(String(at)) >= from.getTime() && Date.parse(String(at)) <= to.getTime()).map((row) => String(row['event_id']));
      // The trail tells of other regions as well.
      const truth = world.activity.between(place, { from, to }).map(({ eventID }) => eventID);
      expect(truth.length).toBeGreaterThan(30);
      expect(kept.toSorted()).toEqual(truth.toSorted());
    },
  };
}

it('a new account is read at once, then back, and from whatever is set up for it, without a gap or a double', { timeout: 120_000 }, async () => {
  const house = await setUp();
  const begin = house.clock();
  const shown = new Date(begin.getTime() - 119 * minuteMs);
  const settled = () => new Date(house.clock().getTime() - 20 * minuteMs);

  await house.run(0);
  expect(await house.source()).toBe('lookup-events');
  await house.expectExactly(shown, new Date(begin.getTime() - minuteMs));

  for (const minutes of [7, 7]) await house.run(minutes);
  const [backfillFrom = 0, backfilledTo = 0] = await house.backfilledTo();
  expect(backfilledTo).toBeLessThan(shown.getTime());
  expect(backfilledTo).toBeGreaterThanOrEqual(backfillFrom);
  await house.expectExactly(new Date(backfilledTo), settled());

  house.makeTrail();
  for (const minutes of [7, 7, 7, 7]) await house.run(minutes);
  expect(await house.source()).toBe('s3');
  await house.expectExactly(shown, settled());

  const queue = house.makeQueue();
  await house.change({ queues: [queue] });
  for (const minutes of [7, 7]) await house.run(minutes);
  await house.expectExactly(shown, settled());

  await house.change({ sources: 'sqs', queues: [queue] });
  for (const minutes of [7, 7, 7]) await house.run(minutes);
  expect(await house.source()).toBe('sqs');
  await house.expectExactly(shown, settled());
  expect(await house.quarantine()).toEqual([]);
});
