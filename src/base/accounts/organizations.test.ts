import { describe, expect, it } from 'vitest';
import { testAccounts, type TestAccountsOptions } from '../../testing/open-test-accounts.ts';
import { addAccount } from './add-account.ts';
import { removeAccount } from './change-account.ts';
import { organizationRequestSchema } from './contract.ts';
import { listAccounts } from './list-accounts.ts';
import { connectOrganization, listOrganizations, removeOrganization, syncOrganizationNow } from './manage-organizations.ts';

const openAccounts = testAccounts();

async function open(options: TestAccountsOptions = {}) {
  const parts = await openAccounts(options);
  const management = parts.world.accounts.get(parts.world.organization.managementAccountId);
  if (!management) throw new Error('There is no management account');
  const connect = (request: object = {}) => connectOrganization(parts.room, organizationRequestSchema.parse({ credential: parts.roleIn(management), ...request }), parts.asking);
  const watched = async () => (await listAccounts(parts.room.store)).filter(({ status }) => status !== 'inactive').map(({ accountId }) => accountId).sort();
  return { ...parts, management, connect, watched };
}

describe('a connected organisation', () => {
  it('connects every member, more than one page of them', async () => {
    const { connect, watched, world, room } = await open({ world: { accounts: 45 } });
    expect(await connect()).toMatchObject({ organizationId: world.organization.id, managementAccountId: world.organization.managementAccountId, status: 'active', members: 46, activeMembers: 46 });
    expect(await watched()).toEqual([...world.accounts.keys()].sort());
    expect((await listAccounts(room.store))[0]).toMatchObject({ origin: 'organization', organizationId: world.organization.id, credentialType: 'iam_role' });
  });

  it('picks up new members and drops suspended and closed ones, and takes them back', async () => {
    const { connect, watched, member, members, room, asking } = await open();
    member(0).status = 'SUSPENDED';
    member(1).status = 'PENDING_CLOSURE';
    const { id } = await connect();
    expect(await watched()).not.toContain(member(0).id);
    expect(await watched()).not.toContain(member(1).id);
    member(0).status = 'ACTIVE';
    member(1).status = 'ACTIVE';
    expect(await syncOrganizationNow(room, id, asking)).toMatchObject({ activeMembers: members.length + 1 });
    member(0).status = 'SUSPENDED';
    await syncOrganizationNow(room, id, asking);
    const dropped = (await listAccounts(room.store)).find(({ accountId }) => accountId === member(0).id);
    expect(dropped).toMatchObject({ status: 'inactive', statusReason: expect.stringContaining('suspended') });
  });

  it.each([
    ['by their numbers', (one: { id: string }) => ({ accountIds: [one.id] })],
    ['by a unit', (one: { unitId: string }) => ({ unitIds: [one.unitId] })],
    ['by a tag', () => ({ tags: { environment: 'production' } })],
    ['by the root, with all below it', () => ({ unitIds: ['root'] })],
  ])('leaves members out %s', async (_how, exclude) => {
    const { connect, watched, member, world } = await open();
    const text = JSON.stringify(exclude(member())).replace('"root"', `"${world.organization.rootId}"`);
    await connect({ exclude: JSON.parse(text) });
    expect(await watched()).not.toContain(member().id);
  });

  it('may be asked from a delegated account, and not from any other', async () => {
    const { connect, member, roleIn, world } = await open();
    await expect(connect({ credential: roleIn(member()) })).resolves.toMatchObject({ status: 'error', statusReason: expect.stringContaining('may not list the members') });
    world.organization.delegatedAdministrators.add(member(1).id);
    await expect(connect({ credential: roleIn(member(1)) })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('keeps everything as it was while it cannot be asked', async () => {
    const { connect, watched, room, asking, sim, world } = await open();
    const { id } = await connect();
    sim.faults.add({ match: { service: 'organizations' }, fault: { kind: 'access-denied' } });
    expect(await syncOrganizationNow(room, id, asking)).toMatchObject({ status: 'error', statusReason: expect.stringContaining('may not list the members'), failingSince: expect.any(String) });
    expect(await watched()).toHaveLength(world.accounts.size);
  });

  it('leaves alone the credentials of members that a person connected', async () => {
    const { connect, room, asking, member, roleIn, world } = await open();
    await addAccount(room, { credential: roleIn(member()), name: 'mine', regions: ['us-east-1'] }, asking);
    await connect({ memberRoleName: 'Other' });
    expect((await listAccounts(room.store)).find(({ accountId }) => accountId === member().id)).toMatchObject({ name: 'mine', origin: 'person', organizationId: world.organization.id, roleArn: expect.stringContaining('WatchkeeperRead') });
  });

  it('does not bring back a member that was removed by hand', async () => {
    const { connect, watched, room, asking, member } = await open();
    const { id } = await connect();
    const account = (await listAccounts(room.store)).find(({ accountId }) => accountId === member().id);
    await removeAccount(room, account?.id ?? '', asking);
    expect(await syncOrganizationNow(room, id, asking)).toMatchObject({ exclude: { accountIds: [member().id] } });
    expect(await watched()).not.toContain(member().id);
  });

  it('goes with its members when it is removed', async () => {
    const { connect, room, asking } = await open();
    const { id } = await connect();
    await removeOrganization(room, id, asking);
    expect(await listAccounts(room.store)).toEqual([]);
    expect(await listOrganizations(room)).toEqual([]);
  });
});
