import { describe, expect, it, vi } from 'vitest';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { createAgent, deleteAgent, getAgent, listAgents, runAgentNow, runAgentWork, startAgent, stopAgent, updateAgent } from './agent-control.ts';
import type { AgentDeps } from './agent-deps.ts';
import { currentGaps, getExecution, listExecutions, listLogs } from './agent-store.ts';
import { loadAgentTypes } from './load-agent-types.ts';
import { openAgentRuntime } from './open-agent-runtime.ts';

const openHouse = testHouses();
const soon = { timeout: 15_000, interval: 50 };
const inThePast = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const defaults = { every: '1h', concurrency: 2, settings: { backfill: '0s', sources: 'lookup-events', integrity: false } };

const theAgent = async (deps: AgentDeps) => (await listAgents(deps)).find(({ typeId }) => typeId === 'cloudtrail-monitoring') ?? expect.fail('there is no agent');
async function firstEnded(deps: AgentDeps, status = 'succeeded') {
  return vi.waitFor(async () => {
    const agent = await theAgent(deps);
    expect(agent.lastExecution?.status).toBe(status);
    return agent;
  }, soon);
}
const findingsOf = async ({ store }: AgentDeps) => (await listFindings(store, findingQuerySchema.parse({ minSeverity: 'high' }), 'all')).findings;

describe('the agent that watches CloudTrail', () => {
  it('finds a story, once, with every step as evidence, however often it runs', { timeout: 40_000 }, async () => {
    const { deps, world, events } = await openHouse({ plan: [{ storyId: 'trail-tampering', startsAt: inThePast(30) }] });
    await openAgentRuntime(deps, defaults);
    await firstEnded(deps);
    const [story] = world.truth;
    expect(await findingsOf(deps)).toMatchObject([
      { producer: { id: 'aws/cloudtrail/trail-stopped' }, accountId: story?.accountId, principal: story?.principal, isSimulated: true, evidenceCount: story?.steps.length },
    ]);
    expect(events.filter((event) => event.type === 'finding' && event.isNew && event.finding.severity === 'critical')).toHaveLength(1);

    await runAgentNow(deps, (await theAgent(deps)).id);
    await vi.waitFor(async () => expect((await listExecutions(deps.store, (await theAgent(deps)).id, { limit: 10 })).executions.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']), soon);
    expect(await findingsOf(deps)).toHaveLength(1);
  });

  it('is one, however many begin at the same time', async () => {
    const { deps } = await openHouse();
    await Promise.all([openAgentRuntime(deps, defaults), openAgentRuntime(deps, defaults), openAgentRuntime(deps, defaults)]);
    expect((await listAgents(deps)).map(({ typeId }) => typeId).sort()).toEqual(['cloudtrail-monitoring', 'data-processing']);
  });

  it('finds every story that the simulator tells, and nothing in an ordinary two hours', { timeout: 60_000 }, async () => {
    const ids = ['trail-tampering', 'public-bucket', 'privilege-escalation', 'leaked-key', 'crypto-mining', 'data-theft'];
    const { deps, world } = await openHouse({
      plan: ids.map((storyId, i) => ({ storyId, startsAt: inThePast(100 - i * 10) })),
      regions: ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-2'],
    });
    await openAgentRuntime(deps, defaults);
    await firstEnded(deps);
    const findings = await findingsOf(deps);
    for (const story of world.truth) {
      expect(findings.some(({ principal, region }) => region === story.region && (principal === story.principal || story.principal.includes(principal?.split('/').at(-1) ?? '-'))), `${story.storyId} was not found`).toBe(true);
    }
    const told = (principal: string | null) => world.truth.some((story) => principal === story.principal || story.principal.includes(principal?.split('/').at(-1) ?? '-'));
    expect(findings.filter(({ principal }) => !told(principal)).map(({ title, principal }) => `${title}: ${principal}`)).toEqual([]);
  });

  it('shows what it was not allowed to see as a gap, and reads it when it is', { timeout: 40_000 }, async () => {
    const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];
    const { deps, sim } = await openHouse({ readerActions, plan: [{ storyId: 'trail-tampering', startsAt: inThePast(30) }] });
    sim.faults.add({ match: { operation: 'LookupEvents' }, fault: { kind: 'access-denied' } });
    await openAgentRuntime(deps, defaults);
    const agent = await firstEnded(deps);
    expect(agent.lastExecution?.gapCount).toBe(1);
    expect(await currentGaps(deps.store, 'all')).toMatchObject([{ reason: 'access-denied', action: 'cloudtrail:LookupEvents', region: 'us-east-1', agentId: agent.id }]);
    expect((await getExecution(deps.store, agent.lastExecution?.id ?? '')).gaps).toHaveLength(1);

    sim.faults.clear();
    await runAgentNow(deps, agent.id);
    await vi.waitFor(async () => expect(await findingsOf(deps)).toHaveLength(1), soon);
    await vi.waitFor(async () => expect(await currentGaps(deps.store, 'all')).toEqual([]), soon);
  });

  it('keeps a log that can be read from where one stopped', { timeout: 40_000 }, async () => {
    const { deps } = await openHouse();
    await openAgentRuntime(deps, defaults);
    const agent = await firstEnded(deps);
    const all = await listLogs(deps.store, agent.lastExecution?.id ?? '', { after: 0, limit: 100 });
    expect(all.lines[0]).toMatchObject({ level: 'info', message: 'Started by its schedule' });
    expect((await listLogs(deps.store, agent.lastExecution?.id ?? '', { after: all.lines.at(-1)?.id ?? 0, limit: 100 })).lines).toEqual([]);
    expect(agent.lastExecution?.counts).toMatchObject({ regions: 1, events: expect.any(Number) });
  });
});

describe('an agent', () => {
  it('is stopped in the middle of what it does, and stays so until it is started', { timeout: 40_000 }, async () => {
    const { deps, sim } = await openHouse();
    sim.faults.add({ match: { operation: 'LookupEvents' }, fault: { kind: 'slow', delayMs: 20_000 } });
    await openAgentRuntime(deps, defaults);
    const { id } = await theAgent(deps);
    await vi.waitFor(async () => expect((await getAgent(deps, id)).isExecuting).toBe(true), soon);
    await stopAgent(deps, id);
    await firstEnded(deps, 'cancelled');
    expect(await getAgent(deps, id)).toMatchObject({ state: 'stopped', nextRunAt: null, isExecuting: false });

    sim.faults.clear();
    await startAgent(deps, id);
    await firstEnded(deps);
    expect(await getAgent(deps, id)).toMatchObject({ state: 'running', nextRunAt: expect.any(String) });
  });

  it('is made with settings that fit its type, and refused with ones that do not', async () => {
    const { deps } = await openHouse();
    await deps.queue.define(runAgentWork);
    const order = { typeId: 'cloudtrail-monitoring', name: 'Mine', accountId: null, settings: { overlap: '5m' } };
    expect(await createAgent(deps, order)).toMatchObject({ name: 'Mine', state: 'running', settings: { overlap: '5m', firstLookback: '2h' } });
    await expect(createAgent(deps, { ...order, settings: { overlap: 'soon' } })).rejects.toThrow('overlap');
    await expect(createAgent(deps, { ...order, settings: { slice: '0s' } })).rejects.toThrow('slice: from 1m to 1d');
    await expect(createAgent(deps, { ...order, typeId: 'fortune-teller' })).rejects.toThrow('"fortune-teller"');
    await expect(createAgent(deps, { ...order, accountId: 'nowhere' })).rejects.toThrow('nowhere');
  });

  it('changes its interval and goes with its executions when it is deleted', { timeout: 40_000 }, async () => {
    const { deps } = await openHouse();
    await openAgentRuntime(deps, defaults);
    const { id } = await firstEnded(deps);
    expect(await updateAgent(deps, id, { every: '5m', name: 'Renamed' })).toMatchObject({ every: '5m', name: 'Renamed' });
    await vi.waitFor(async () => expect((await getAgent(deps, id)).isExecuting).toBe(false), soon);
    await deleteAgent(deps, id);
    await expect(getAgent(deps, id)).rejects.toThrow('no agent');
  });
});
