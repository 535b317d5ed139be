import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { addMessage } from '../../sim/queues/find-queue.ts';
import type { SimQueue } from '../../sim/world/world.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];

it('a queue is listened to for as long as the rest of the run takes', { timeout: 60_000 }, async () => {
  const house = await openHouse({ readerActions });
  const { deps, world, sim, account } = house;
  const queue: SimQueue = { name: 'calls', arn: `arn:aws:sqs:us-east-1:${account.accountId}:calls`, url: `/${account.accountId}/calls`, attributes: new Map(), messages: [] };
  world.accounts.get(account.accountId)?.regions.get('us-east-1')?.queues.set(queue.name, queue);
  sim.faults.add({ match: { operation: 'LookupEvents' }, fault: { kind: 'slow', delayMs: 8_000 }, times: 1 });
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: null, settings: { firstLookback: '1m', backfill: '0s', listenFor: '1s', queues: [`${sim.url}${queue.url}`] } });
  const running = runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
  // Long after the second that it may listen for, and long before the rest is done.
  while (!sim.calls().some(({ operation }) => operation === 'ReceiveMessage')) await sleep(50);
  await sleep(3_000);
  addMessage(queue, JSON.stringify({ 'detail-type': 'AWS API Call via CloudTrail', detail: cloudTrailRecord({ recipientAccountId: account.accountId }) }), { now: new Date() });
  await running;
  expect((await getAgent(deps, id)).lastExecution).toMatchObject({ status: 'succeeded', counts: { messages: 1 } });
  expect(queue.messages).toEqual([]);
});
