import { describe, expect, it } from 'vitest';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { addMessage } from '../../sim/queues/find-queue.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { listQuarantine } from '../../watch/activity/coverage/quarantine.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
const minuteMs = 60_000;
/** Where hardly anything happens, so that a day of it is read at once. */
const region = 'ap-southeast-2';

async function setUp(settings: Record<string, unknown>) {
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const house = await openHouse({ readerActions, clock, regions: [region] });
  const { deps, world, sim, account } = house;
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: null, settings: { backfill: '0s', listenFor: '1s', firstLookback: '1d', lookBack: '1d', ...settings } });
  const trail = world.accounts.get(account.accountId)?.regions.get('us-east-1')?.trails[0]?.trail;
  if (!trail) throw new Error('The account has no trail');
  return {
    ...house,
    trail,
    /** The ids of what was noticed in the last so many hours. */
    noticed: (hours: number) => world.trailFiles.insights.between({ accountId: account.accountId, region }, { from: new Date(clock().getTime() - hours * 60 * minuteMs), to: clock() }),
    advance(minutes: number) {
      aheadMs += minutes * minuteMs;
    },
    async run() {
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      return (await getAgent(deps, id)).lastExecution;
    },
    asked: () => sim.calls().filter(({ operation }) => operation === 'LookupEvents').length,
    async evidence() {
      const { rows } = await deps.store.execute("select e.body #>> '{activity,eventId}' as id from finding_evidence e join findings f on f.id = e.finding_id where f.producer_id = 'activity/cloudtrail-insights' order by 1");
      return rows.map(({ id: eventId }) => String(eventId));
    },
    findings: async () => (await listFindings(deps.store, findingQuerySchema.parse({ producer: 'activity/cloudtrail-insights' }), 'all')).findings,
  };
}

const idsOf = (insights: readonly { readonly eventID: string }[]) => insights.map(({ eventID }) => eventID).sort();

describe('what CloudTrail Insights noticed', () => {
  it('is asked of LookupEvents where log files are not read, once every few minutes, and is evidence once', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 'lookup-events' });
    expect(await house.run()).toMatchObject({ status: 'succeeded', gapCount: 0 });
    const noticed = house.noticed(24);
    expect(noticed.length).toBeGreaterThan(0);
    expect(await house.evidence()).toEqual(expect.arrayContaining(idsOf(noticed)));
    expect((await house.findings())[0]).toMatchObject({ severity: 'medium', region, isSimulated: true });

    const before = await house.evidence();
    const asked = house.asked();
    house.advance(1);
    await house.run();
    expect(house.asked()).toBe(asked + 1);
    house.advance(5);
    await house.run();
    expect(house.asked()).toBe(asked + 3);
    expect(await house.evidence()).toEqual(before);
  });

  it('is read from its files where a trail is read, and not asked for beside them', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 's3' });
    expect(await house.run()).toMatchObject({ status: 'succeeded', gapCount: 0 });
    expect(await house.evidence()).toEqual(expect.arrayContaining(idsOf(house.noticed(24))));
    expect(house.asked()).toBe(0);
  });

  it('is not asked for where no trail has Insights', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 'lookup-events', firstLookback: '1m' });
    house.trail.HasInsightSelectors = false;
    await house.run();
    expect(await house.evidence()).toEqual([]);
    expect(house.asked()).toBe(1);
  });

  it('is a finding when it comes as an event of EventBridge, and no broken record', { timeout: 60_000 }, async () => {
    const queue = { name: 'events', arn: '', url: '', attributes: new Map<string, string>(), messages: [] };
    const house = await setUp({ sources: 'sqs' });
    house.world.accounts.get(house.account.accountId)?.regions.get(region)?.queues.set(queue.name, queue);
    const [insight, ...others] = house.noticed(24);
    for (const detail of [insight, ...others]) addMessage(queue, JSON.stringify({ 'detail-type': 'AWS Insight via CloudTrail', source: 'aws.cloudtrail', detail }), { now: house.deps.clock() });
    const { id } = await createAgent(house.deps, { typeId: 'cloudtrail-monitoring', name: 'Listener', accountId: null, settings: { sources: 'sqs', listenFor: '1s', queues: [`${house.sim.url}/${house.account.accountId}/events`] } });
    await runAgent(house.deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
    expect(await house.evidence()).toEqual(idsOf(house.noticed(24)));
    expect(queue.messages).toEqual([]);
    expect((await listQuarantine(house.deps.store, { limit: 10 }, 'all')).quarantined).toEqual([]);
  });
});
