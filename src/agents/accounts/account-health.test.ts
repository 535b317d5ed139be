import { afterEach, expect, it } from 'vitest';
import { listAccounts } from '../../base/accounts/list-accounts.ts';
import { addAccount } from '../../base/accounts/add-account.ts';
import { changeAccount, removeAccount } from '../../base/accounts/change-account.ts';
import { connectAccount } from '../../base/accounts/connect-account.ts';
import { organizationRequestSchema } from '../../base/accounts/contract.ts';
import { connectOrganization } from '../../base/accounts/manage-organizations.ts';
import { configSchema } from '../../base/config/config-schema.ts';
import { openLiveEvents } from '../../base/live/open-live-events.ts';
import { openQueue } from '../../base/queue/open-queue.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { testAccounts, type TestAccountsOptions } from '../../testing/open-test-accounts.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { checkAccounts } from './open-account-health.ts';

const openAccounts = testAccounts();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function open(options: TestAccountsOptions = {}) {
  const parts = await openAccounts(options);
  const live = await openLiveEvents({ log: quietLog });
  closers.push(() => live.close());
  const queue = await openQueue({ store: parts.store, log: quietLog });
  closers.push(() => queue.close({ graceMs: 0 }));
  const deps = { room: parts.room, queue, live, log: quietLog, settings: configSchema.parse({}).accountHealth };
  let round = 0;
  const check = (signal = new AbortController().signal) => checkAccounts(deps, { runId: `round-${(round += 1)}`, signal });
  const open = async () => (await listFindings(parts.store, findingQuerySchema.parse({ status: 'open' }), 'all')).findings.filter(({ producer }) => producer.id === 'account-health');
  const connectAll = () => Promise.all(parts.members.map((member) => connectAccount(parts.store, { accountId: member.id, name: member.name, isSimulated: true, origin: 'person', credential: parts.roleIn(member), regions: ['us-east-1'], organizationId: null }, parts.room.clock)));
  return { ...parts, check, findings: open, connectAll };
}

it('tries every account that is due, and none that is not', async () => {
  const { check, connectAll, store, sim, advance } = await open();
  await connectAll();
  await check();
  expect((await listAccounts(store)).every(({ lastValidated, status }) => lastValidated !== null && status === 'active')).toBe(true);
  const asked = sim.calls().length;
  await check();
  expect(sim.calls()).toHaveLength(asked);
  advance(16 * 60_000);
  await check();
  expect(sim.calls().slice(asked).map(({ operation }) => operation).filter((operation) => operation !== '-').sort()).toEqual([...Array(3).fill('AssumeRole'), ...Array(3).fill('GetCallerIdentity')]);
});

it('leaves alone what a person has paused', async () => {
  const { check, room, asking, member, roleIn, sim } = await open();
  const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
  await changeAccount(room, { id, changes: { status: 'inactive' } }, asking);
  const asked = sim.calls().length;
  await check();
  expect(sim.calls()).toHaveLength(asked);
});

it('makes a finding of an account that stays broken, which is resolved when it works again', async () => {
  const { check, connectAll, findings, member, world, advance } = await open();
  await connectAll();
  const role = member().roles.get(world.watcher.roleName);
  member().roles.delete(world.watcher.roleName);
  await check();
  expect(await findings()).toEqual([]);
  advance(61 * 60_000);
  await check();
  expect(await findings()).toMatchObject([{ accountId: member().id, severity: 'high', title: 'An account cannot be watched', summary: expect.stringContaining('there is no such role'), remedy: expect.stringContaining('trust policy') }]);
  if (role) member().roles.set(role.name, role);
  advance(16 * 60_000);
  await check();
  expect(await findings()).toEqual([]);
});

it('resolves the finding of an account that was disconnected', async () => {
  const { check, connectAll, findings, member, room, asking, store, world, advance } = await open();
  await connectAll();
  member().roles.delete(world.watcher.roleName);
  await check();
  advance(61 * 60_000);
  await check();
  expect(await findings()).toHaveLength(1);
  const broken = (await listAccounts(store)).find(({ accountId }) => accountId === member().id);
  await removeAccount(room, broken?.id ?? '', asking);
  await check();
  expect(await findings()).toEqual([]);
});

it('makes a finding of an organisation that cannot be asked, and picks up its new members', async () => {
  const { check, findings, room, asking, roleIn, world, sim, store, member, advance } = await open();
  const management = world.accounts.get(world.organization.managementAccountId);
  if (!management) throw new Error('There is no management account');
  member().status = 'SUSPENDED';
  await connectOrganization(room, organizationRequestSchema.parse({ credential: roleIn(management) }), asking);
  member().status = 'ACTIVE';
  advance(16 * 60_000);
  await check();
  expect((await listAccounts(store)).find(({ accountId }) => accountId === member().id)).toMatchObject({ status: 'active' });
  const fault = sim.faults.add({ match: { service: 'organizations' }, fault: { kind: 'access-denied' } });
  for (let round = 0; round < 5; round += 1) {
    advance(16 * 60_000);
    await check();
  }
  expect(await findings()).toMatchObject([{ title: 'An organisation cannot be asked for its accounts' }]);
  sim.faults.remove(fault);
  advance(16 * 60_000);
  await check();
  expect(await findings()).toEqual([]);
});

it('goes on with those that are left when a round is cut short', async () => {
  const { check, connectAll, store, sim, world } = await open({ world: { accounts: 12 } });
  await connectAll();
  const controller = new AbortController();
  sim.faults.add({ match: { service: 'iam' }, fault: { kind: 'slow', delayMs: 30 } });
  const cut = check(controller.signal);
  const seen = async () => (await listAccounts(store)).filter(({ lastValidated }) => lastValidated !== null);
  while ((await seen()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  await cut;
  const finished = await seen();
  expect(finished.length).toBeLessThan(world.accounts.size - 1);
  const validatedOf = new Map(finished.map(({ accountId, lastValidated }) => [accountId, lastValidated]));
  await check();
  const all = await listAccounts(store);
  expect(all.every(({ lastValidated, status }) => lastValidated !== null && status === 'active')).toBe(true);
  expect(sim.calls().filter(({ operation, error, accountId }) => operation === 'SimulatePrincipalPolicy' && error === null && validatedOf.has(accountId)).length).toBe(finished.length);
});
