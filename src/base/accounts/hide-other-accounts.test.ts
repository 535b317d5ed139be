import { expect, it } from 'vitest';
import { testAccounts } from '../../testing/open-test-accounts.ts';
import { addAccount } from './add-account.ts';
import { hideOtherAccounts } from './hide-other-accounts.ts';

const open = testAccounts();

it('tells whoever may know of one account nothing of those on the way to it', async () => {
  const { room, asking, member, roleIn } = await open();
  const [own, other] = [member(0), member(1)];
  const { roleArn, externalId = '' } = roleIn(other);
  const account = await addAccount(room, { accountId: own.id, credential: { ...roleIn(own), chain: [{ roleArn, externalId }] }, regions: ['us-east-1'] }, asking);
  const mixed = { ...account, statusReason: `The credentials are of account ${other.id}, not of ${own.id}`, remarks: [`${roleArn} gives no such session`] };
  expect(JSON.stringify(mixed)).toContain(other.id);
  const told = hideOtherAccounts(mixed, [own.id]);
  expect(JSON.stringify(told)).not.toContain(other.id);
  expect(told).toMatchObject({ accountId: own.id, statusReason: expect.stringContaining(`not of ${own.id}`), credential: { roleArn: roleIn(own).roleArn, chain: [{ externalId }] } });
  expect(hideOtherAccounts(mixed, 'all')).toEqual(mixed);
});
