import { expect, it } from 'vitest';
import { connectAccount } from '../../base/accounts/connect-account.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { describeCoverage } from '../../watch/activity/coverage/describe-coverage.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { loadAgentTypes } from '../runtime/load-agent-types.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const readerActions = (await loadAgentTypes()).get('cloudtrail-monitoring')?.iamActions ?? [];

it("reads an organisation's trail, though nobody said what the organisation is called", { timeout: 60_000 }, async () => {
  const { deps, world, sim } = await openHouse({ readerActions });
  await deps.queue.define(runAgentWork);
  const managementId = world.organization.managementAccountId;
  const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${managementId}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId };
  const account = await connectAccount(deps.store, { accountId: managementId, name: 'management', isSimulated: true, credential, regions: ['us-east-1'], organizationId: null }, deps.clock);
  const { id } = await createAgent(deps, { typeId: 'cloudtrail-monitoring', name: 'Under test', accountId: account.id, settings: { sources: 's3', backfill: '0s', listenFor: '1s', integrity: false } });
  const run = () => runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });

  await run();
  expect((await getAgent(deps, id)).lastExecution).toMatchObject({ status: 'succeeded', gapCount: 0 });
  const { places } = await describeCoverage({ store: deps.store, clock: deps.clock }, { step: 'hour' });
  expect(places).toMatchObject([{ accountId: managementId, source: 's3', state: 'watching' }]);
  expect(sim.calls().filter(({ operation }) => operation === 'GetObject').length).toBeGreaterThan(0);

  const listed = () => sim.calls().filter(({ operation }) => operation === 'ListObjectsV2').length;
  const [before] = [listed(), await run()];
  // The organisation's folder is not looked for again: two days at most are listed.
  expect(listed() - before).toBeLessThanOrEqual(2);
});
