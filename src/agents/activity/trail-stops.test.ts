import { describe, expect, it } from 'vitest';
import { switchTrail } from '../../sim/delivery/switch-trail.ts';
import { lakeRow } from '../../testing/lake-rows.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { describeCoverage, describePlaceCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
const minuteMs = 60_000;

/** An account with one trail, which was off at some times; minutes are counted back from now. */
async function setUp(settings: Record<string, unknown>, off: readonly { readonly from: number; readonly to: number | null }[]) {
  const house = await openHouse({ readerActions });
  const { deps, world, account } = house;
  await deps.queue.define(runAgentWork);
  const [trail] = world.accounts.get(account.accountId)?.regions.get('us-east-1')?.trails ?? [];
  if (!trail) throw new Error('There is no trail');
  const now = Math.floor(Date.now() / minuteMs) * minuteMs;
  const ago = (minutes: number) => new Date(now - minutes * minuteMs);
  for (const { from, to } of off) {
    switchTrail(trail, { isLogging: false, at: ago(from) });
    if (to !== null) switchTrail(trail, { isLogging: true, at: ago(to) });
  }
  const queue = { name: 'trail', arn: `arn:aws:sqs:us-east-1:${account.accountId}:trail`, url: `/${account.accountId}/trail`, attributes: new Map<string, string>(), messages: [] };
  world.accounts.get(account.accountId)?.regions.get('us-east-1')?.queues.set(queue.name, queue);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: null, settings: { backfill: '0s', listenFor: '1s', integrity: false, firstLookback: '3h', blindAfter: '4h', ...settings, ...(settings['sources'] === 'sqs' ? { queues: [`${house.sim.url}${queue.url}`] } : {}) } });
  return {
    ...house,
    ago,
    async run() {
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      return (await getAgent(deps, id)).lastExecution;
    },
    /** Runs of minutes between two and a half hours and twenty minutes ago, as minutes back from now. */
    async runs() {
      const { runs } = await describePlaceCoverage({ store: deps.store, clock: () => new Date() }, { accountId: account.accountId, region: 'us-east-1', from: ago(150).toISOString(), to: ago(20).toISOString() }, 'all');
      return runs.map(({ from, to, state }) => `${state === 'missing' || state === 'unknown' ? state : 'read'} ${(now - Date.parse(from)) / minuteMs}-${(now - Date.parse(to)) / minuteMs}`);
    },
    place: async () => (await describeCoverage({ store: deps.store, clock: () => new Date() }, { step: 'day' })).places[0],
  };
}

describe('the minutes of a trail that was off', () => {
  it('are missing where only that trail tells of them, and the rest is read', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 's3' }, [{ from: 100, to: 60 }]);
    await house.run();
    expect(await house.runs()).toEqual(['read 150-100', 'missing 100-60', 'read 60-20']);
  });

  it('are missing as long as it stays off, and its last files are read all the same', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 's3' }, [{ from: 40, to: null }]);
    const execution = await house.run();
    expect(execution?.counts['kept']).toBeGreaterThan(0);
    expect(await house.runs()).toEqual(['read 150-40', 'missing 40-20']);
    expect(await house.place()).toMatchObject({ seenTo: house.ago(40).toISOString(), trouble: expect.stringMatching(/The trail audit-trail is not logging since/) });
  });

  it('are missing without anything to read where it has been off for long', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 's3' }, [{ from: 600, to: null }]);
    await house.run();
    expect(await house.place()).toMatchObject({ seenTo: null, trouble: expect.stringMatching(/No trail that is logging delivers all/) });
  });

  it('are known of several times from what CloudTrail itself told of them', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 's3' }, [{ from: 130, to: 120 }, { from: 90, to: 80 }]);
    const rows = [['StopLogging', 130], ['StartLogging', 120]] as const;
    await house.deps.lake.write({
      origin: 'test',
      rows: rows.map(([action, minutes]) => lakeRow({ eventId: action, at: house.ago(minutes).toISOString(), action, accountId: house.account.accountId }, { raw: JSON.stringify({ eventVersion: '1.11', requestParameters: { name: 'audit-trail' } }) })),
    });
    await house.run();
    expect(await house.runs()).toEqual(['read 150-130', 'missing 130-120', 'read 120-90', 'missing 90-80', 'read 80-20']);
  });

  it('are read through LookupEvents where that may be asked', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 'auto' }, [{ from: 100, to: 60 }]);
    await house.run();
    await house.run();
    expect(await house.runs()).toEqual(['read 150-20']);
  });

  it('are missing where queues are the only source', { timeout: 60_000 }, async () => {
    const house = await setUp({ sources: 'sqs' }, [{ from: 100, to: 60 }]);
    await house.run();
    await house.deps.store.execute(`update activity_places set seen_to = '${house.ago(150).toISOString()}'`);
    await house.run();
    expect(await house.runs()).toEqual(['read 150-100', 'missing 100-60', 'read 60-20']);
  });
});
