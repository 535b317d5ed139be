import { describe, expect, it } from 'vitest';
import { closingAfterEach, borrowTestStore } from '../../testing/open-test-store.ts';
import { connectAccount, type AccountOrder } from './connect-account.ts';
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

  it('says which account it does not know', async () => {
    await expect(findAccount(await open(), 'nowhere')).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('nowhere') });
  });
});
