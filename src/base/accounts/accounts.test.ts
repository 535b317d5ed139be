import { describe, expect, it } from 'vitest';
import { closingAfterEach, borrowTestStore } from '../../testing/open-test-store.ts';
import { connectAccount, type AccountOrder } from './connect-account.ts';
import { disconnectOthers } from './disconnect-others.ts';
import { findAccount } from './find-account.ts';
import { listAccounts } from './list-accounts.ts';

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

  it('asks nothing more in an account that is not named any more, and takes it back when it is', async () => {
    const store = await open();
    await connectAccount(store, order, clock);
    await connectAccount(store, { ...order, accountId: '444455556666', name: 'staging' }, clock);
    await disconnectOthers(store, { kept: ['444455556666'], because: 'not named' }, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'inactive', statusReason: 'not named' }, { name: 'staging', status: 'active' }]);
    await disconnectOthers(store, { kept: [], because: 'none is named' }, clock);
    await connectAccount(store, order, clock);
    expect(await listAccounts(store)).toMatchObject([{ name: 'production', status: 'active', statusReason: null }, { name: 'staging', status: 'inactive', statusReason: 'none is named' }]);
  });

  it('says which account it does not know', async () => {
    await expect(findAccount(await open(), 'nowhere')).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('nowhere') });
  });
});
