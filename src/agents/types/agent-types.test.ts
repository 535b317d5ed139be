import { describe, expect, it } from 'vitest';
import { policyFor } from '../../base/aws/policy.ts';
import { durationMs } from '../../core/duration.ts';
import { iamActionFor } from '../../core/iam-action.ts';
import { testHouses, type TestHouseOptions } from '../../testing/open-test-house.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { getExecution } from '../runtime/agent-store.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const types = [...(await loadAgentTypes())];
const openHouse = testHouses();

/** One run of a type in a simulated account: what it called and what it could not see. */
async function runOnce(typeId: string, options: TestHouseOptions = {}) {
  const { deps, sim } = await openHouse(options);
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId, name: 'Under test', accountId: null, settings: {} });
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
    expect([...actions].sort()).toEqual([...type.iamActions].sort());
  });

  it.each(type.iamActions)('needs %s, and says so when it is missing', { timeout: 30_000 }, async (action) => {
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
