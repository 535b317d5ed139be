import { describe, expect, it } from 'vitest';
import { testAccounts } from '../../testing/open-test-accounts.ts';
import { listAudit } from '../audit/list-audit.ts';
import { addAccount } from './add-account.ts';
import { changeAccount, removeAccount } from './change-account.ts';
import { connectAccount } from './connect-account.ts';
import { listAccounts } from './list-accounts.ts';
import { listAccountRegions } from './list-regions.ts';
import { tryRole } from './try-role.ts';

const open = testAccounts();

describe('connecting', () => {
  it('asks AWS for the number where it is not given', async () => {
    const { room, asking, world } = await open();
    expect(await addAccount(room, { credentialType: 'ambient', name: 'management' }, asking)).toMatchObject({ accountId: world.organization.managementAccountId, credentialType: 'ambient', status: 'active' });
  });

  it('takes the usual fields for a role', async () => {
    const { room, asking, member, roleIn } = await open();
    const { roleArn, externalId = '' } = roleIn(member());
    expect(await addAccount(room, { roleArn, externalId, tags: { team: 'shop' }, concurrency: 4, monthlyCeilingUsd: 2 }, asking)).toMatchObject({ status: 'active', credentialType: 'iam_role', roleArn, externalId, tags: { team: 'shop' }, concurrency: 4, monthlyCeilingUsd: 2 });
  });

  it('happens once for an account', async () => {
    const { room, asking, member, roleIn } = await open();
    await addAccount(room, { credential: roleIn(member()) }, asking);
    await expect(addAccount(room, { credential: roleIn(member()) }, asking)).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each([
    ['a role without its ARN', { credentialType: 'iam_role' as const }],
    ['a key that is not in the vault', { credentialType: 'access_key' as const }],
    ['two credentials', { credential: { kind: 'ambient' as const }, profile: 'prod' }],
  ])('refuses %s', async (_what, request) => {
    const { room, asking } = await open();
    await expect(addAccount(room, request, asking)).rejects.toMatchObject({ code: 'bad-request' });
    expect(await listAccounts(room.store)).toEqual([]);
  });

  it('is written into the audit log, with who did it and from where', async () => {
    const { room, asking, member, roleIn } = await open();
    const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
    await changeAccount(room, { id, changes: { tags: { a: 'b' } } }, asking);
    await removeAccount(room, id, asking);
    const { entries } = await listAudit(room.store, { limit: 50, order: 'asc' }, 'all');
    expect(entries.map(({ action }) => action).sort()).toEqual(['account.changed', 'account.connected', 'account.disconnected']);
    expect(entries[0]).toMatchObject({ actor: { name: 'ada' }, address: '192.0.2.7' });
  });
});

describe('changing', () => {
  it('pauses and goes on', async () => {
    const { room, asking, member, roleIn } = await open();
    const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
    expect(await changeAccount(room, { id, changes: { status: 'inactive' } }, asking)).toMatchObject({ status: 'inactive', statusReason: 'Paused by ada' });
    expect(await changeAccount(room, { id, changes: { status: 'active' } }, asking)).toMatchObject({ status: 'active', statusReason: null });
  });

  it('tries new credentials at once', async () => {
    const { room, asking, member, roleIn } = await open();
    const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
    expect(await changeAccount(room, { id, changes: { credential: { ...roleIn(member()), externalId: 'wrong' } } }, asking)).toMatchObject({ status: 'error' });
    expect(await changeAccount(room, { id, changes: { credential: roleIn(member()) } }, asking)).toMatchObject({ status: 'active', failingSince: null });
  });

  it('chooses regions, and all of them again', async () => {
    const { room, asking, member, roleIn } = await open();
    const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
    expect(await changeAccount(room, { id, changes: { regions: ['eu-west-1'] } }, asking)).toMatchObject({ regions: ['eu-west-1'], regionMode: 'chosen', defaultRegion: 'eu-west-1' });
    const { regions } = await changeAccount(room, { id, changes: { regions: null } }, asking);
    expect(regions.length).toBeGreaterThan(4);
  });

  it('leaves to the configuration what it decides, except for tags', async () => {
    const { room, asking, member, roleIn } = await open();
    const account = await connectAccount(room.store, { accountId: member().id, name: 'configured', isSimulated: true, origin: 'config', credential: roleIn(member()), regions: ['us-east-1'], organizationId: null }, room.clock);
    expect(await changeAccount(room, { id: account.id, changes: { tags: { team: 'core' } } }, asking)).toMatchObject({ tags: { team: 'core' } });
    await expect(changeAccount(room, { id: account.id, changes: { name: 'other' } }, asking)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('configuration file') });
    await expect(removeAccount(room, account.id, asking)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is not for those who may not know of the account', async () => {
    const { room, asking, member, roleIn } = await open();
    const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
    const stranger = { ...asking, scope: ['000000000000'] };
    await expect(changeAccount(room, { id, changes: { name: 'mine' } }, stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(removeAccount(room, id, stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(tryRole(room, id, stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listAccountRegions(room, id, stranger)).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('tries the role of an account and tells who one is then, without credentials', async () => {
  const { room, asking, member, roleIn } = await open();
  const { id } = await addAccount(room, { credential: roleIn(member()) }, asking);
  const taken = await tryRole(room, id, asking);
  expect(taken).toMatchObject({ accountId: member().id, arn: expect.stringContaining(':assumed-role/WatchkeeperRead/watchkeeper-user-1'), remarks: [] });
  expect(Date.parse(taken.expiresAt ?? '')).toBeGreaterThan(room.clock().getTime());
  expect(JSON.stringify(taken)).not.toMatch(/ASIA|secret/i);
});

it('tells every region of an account, those that it has not opted in to as well', async () => {
  const { room, asking, member, roleIn } = await open();
  const { id } = await addAccount(room, { credential: roleIn(member()), regions: ['us-east-1'] }, asking);
  const regions = await listAccountRegions(room, id, asking);
  expect(regions.find(({ region }) => region === 'us-east-1')).toMatchObject({ isWatched: true, gap: null });
  expect(regions.find(({ region }) => region === 'eu-west-1')).toMatchObject({ isWatched: false, gap: null });
  expect(regions.find(({ region }) => region === 'me-south-1')).toMatchObject({ optIn: 'not-opted-in', isWatched: false, gap: { reason: 'not-enabled' } });
});
