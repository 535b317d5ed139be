import { describe, expect, it } from 'vitest';
import { policyFor } from '../../base/aws/policy.ts';
import { durationMs } from '../../core/duration.ts';
import { iamActionFor } from '../../core/iam-action.ts';
import { addMessage } from '../../sim/queues/find-queue.ts';
import { testHouses, type TestHouseOptions } from '../../testing/open-test-house.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { getExecution } from '../runtime/agent-store.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const types = [...(await loadAgentTypes())];
const openHouse = testHouses();
type House = Awaited<ReturnType<typeof openHouse>>;

/** What a type's account needs to have so that it makes all of its calls, and settings that end it soon. */
const preparations: Readonly<Record<string, (house: House) => Record<string, unknown>>> = {
  'cloudtrail-monitoring'({ world, sim, account }) {
    const queue = { name: 'trail', arn: `arn:aws:sqs:us-east-1:${account.accountId}:trail`, url: `/${account.accountId}/trail`, attributes: new Map<string, string>(), messages: [] };
    world.accounts.get(account.accountId)?.regions.get('us-east-1')?.queues.set(queue.name, queue);
    addMessage(queue, JSON.stringify({ Event: 's3:TestEvent' }), { now: new Date() });
    return { backfill: '0s', listenFor: '1s', integrityLookback: '1h', queues: [`${sim.url}${queue.url}`] };
  },
};
/** Made only while work takes longer than a test may; without it the message comes back, and what it tells of is done with by then. */
const onlyInLongRuns: Readonly<Record<string, readonly string[]>> = { 'cloudtrail-monitoring': ['sqs:ChangeMessageVisibility'] };

/** One run of a type in a simulated account: what it called and what it could not see. */
async function runOnce(typeId: string, options: TestHouseOptions = {}) {
  const house = await openHouse(options);
  const { deps, sim } = house;
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId, name: 'Under test', accountId: null, settings: preparations[typeId]?.(house) ?? {} });
  await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
  const execution = (await getAgent(deps, id)).lastExecution;
  const { gaps } = await getExecution(deps.store, execution?.id ?? '');
  const actions = sim.calls().filter(({ caller }) => caller.includes(':assumed-role/')).map(({ service, operation }) => iamActionFor(service, operation));
  return { status: execution?.status, gaps, actions: new Set(actions) };
}

describe.each(types)('the agent type %s', (typeId, type) => {
  it('has words, an interval that can be kept, and settings that need nothing given', () => {
    expect(type.title).not.toBe('');
    expect(type.about).toMatch(/\.$/);
    expect(durationMs(type.every)).toBeGreaterThanOrEqual(1_000);
    expect(type.settings.safeParse({}).success).toBe(true);
  });

  it('declares every call that it makes, and makes every call that it declares', { timeout: 30_000 }, async () => {
    const { status, gaps, actions } = await runOnce(typeId, { readerActions: type.iamActions });
    expect(status).toBe('succeeded');
    expect(gaps).toEqual([]);
    expect([...actions, ...(onlyInLongRuns[typeId] ?? [])].sort()).toEqual([...type.iamActions].sort());
  });

  it.each(type.iamActions.filter((action) => !onlyInLongRuns[typeId]?.includes(action)))('needs %s, and says so when it is missing', { timeout: 30_000 }, async (action) => {
    const { status, gaps } = await runOnce(typeId, { readerActions: ['sts:GetCallerIdentity', ...type.iamActions.filter((one) => one !== action)] });
    expect(status).toBe('succeeded');
    expect(gaps.map((gap) => gap.action)).toContain(action);
    expect(gaps.every(({ reason }) => reason === 'access-denied')).toBe(true);
  });
});

it('the policy allows what is declared, sorted, once, and nothing else', () => {
  expect(policyFor(['s3:ListAllMyBuckets', 'ec2:DescribeInstances', 's3:GetBucketPolicy', 'ec2:DescribeInstances'])).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'ReadEc2', Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: '*' },
      { Sid: 'ReadS3', Effect: 'Allow', Action: ['s3:GetBucketPolicy', 's3:ListAllMyBuckets'], Resource: '*' },
    ],
  });
});
