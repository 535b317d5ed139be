import { describe, expect, it } from 'vitest';
import { closingAfterEach, borrowTestStore } from '../../testing/open-test-store.ts';
import { connectAccount, type AccountOrder } from './connect-account.ts';
import { findAccount } from './find-account.ts';
import { listAccounts } from './list-accounts.ts';
import { parkAccounts } from './park-accounts.ts';

const open = closingAfterEach(borrowTestStore);
const clock = () => new Date('2026-11-20T12:00:00Z');
const order: AccountOrder = { accountId: '111122223333', name: 'production', isSimulated: false, credential: { kind: 'profile', profile: 'prod' }, regions: ['eu-west-1', 'us-east-1'], organizationId: null };

describe('connecting accounts', () => {
  it('keeps an account with its first region as the default', async () => {
    const store = await open();
    const account = await connectAccount(store, order, clock);
    expect(account).toMatchObject({ accountId: '111122223333', defaultRegion: 'eu-west-1', status: 'active', credential: { kind: 'profile', profile: 'prod' } });
    expect(await findAccount(store, account.id)).toEqual(account);
  });

  it('connects an AWS account once: again brings it up to date', async () => {
    const store = await open();
    const first = await connectAccount(store, order, clock);
    await connectAccount(store, { ...order, name: 'renamed', regions: ['us-west-2'] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ id: first.id, name: 'renamed', regions: ['us-west-2'], defaultRegion: 'us-west-2' }]);
  });

  it('asks nothing more in an account that the configuration names no more, and takes it back when it does', async () => {
    const store = await open();
    const named = { ...order, origin: 'config' as const };
    await connectAccount(store, named, clock);
    await connectAccount(store, { ...named, accountId: '444455556666', name: 'staging' }, clock);
    await parkAccounts(store, { isSimulated: false, named: ['444455556666'] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'inactive', statusReason: expect.stringContaining('configuration') }, { name: 'staging', status: 'active' }]);
    await connectAccount(store, named, clock);
    await parkAccounts(store, { isSimulated: false, named: [order.accountId] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'active', statusReason: null }, { name: 'staging', status: 'inactive' }]);
  });

  it('leaves alone what a person connected, and pauses it only while a simulated organisation is watched', async () => {
    const store = await open();
    await connectAccount(store, order, clock);
    await parkAccounts(store, { isSimulated: false, named: [] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ origin: 'person', status: 'active' }]);
    await connectAccount(store, { ...order, accountId: '999900001111', name: 'simulated', isSimulated: true }, clock);
    await parkAccounts(store, { isSimulated: true, named: ['999900001111'] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'inactive' }, { name: 'simulated', status: 'active' }]);
    await parkAccounts(store, { isSimulated: false, named: [] }, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'active', statusReason: null }, { name: 'simulated', status: 'inactive' }]);
  });

  it('says which account it does not know', async () => {
    await expect(findAccount(await open(), 'nowhere')).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('nowhere') });
  });
});
