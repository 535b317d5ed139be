import { expect, it } from 'vitest';
import { testAccounts } from '../../testing/open-test-accounts.ts';
import { quietLog } from '../../testing/quiet-log.ts';
import { addAccount } from './add-account.ts';
import { keepUsage, storeUsage, usageSince, usedActions } from './keep-usage.ts';

const open = testAccounts();
const line = { accountId: '111122223333', day: '2026-11-20', action: 'ce:GetCostAndUsage', calls: 2, failures: 0, usd: 0.02 };

it('adds up what all processes have called, and tells what the month has cost', async () => {
  const { store } = await open();
  const clock = () => new Date('2026-11-21T00:00:00Z');
  await storeUsage(store, [line, { ...line, day: '2026-10-31', usd: 5 }], clock);
  const spent = await storeUsage(store, [line, { ...line, accountId: '444455556666', usd: 0.5 }], clock);
  expect(Object.fromEntries(spent)).toEqual({ '111122223333': 0.04, '444455556666': 0.5 });
});

it('knows which actions have worked since a day, in one account or in all', async () => {
  const { store } = await open();
  const clock = () => new Date('2026-11-21T00:00:00Z');
  await storeUsage(store, [line, { ...line, action: 'ec2:DescribeVpcs', calls: 3, failures: 3 }, { ...line, action: 'iam:ListUsers', day: '2026-08-01' }, { ...line, action: 'iam:ListRoles', accountId: '444455556666' }], clock);
  const since = new Date('2026-11-01T00:00:00Z');
  expect([...(await usedActions(store, { since }))].sort()).toEqual(['ce:GetCostAndUsage', 'iam:ListRoles']);
  expect([...(await usedActions(store, { since, accountId: '111122223333' }))]).toEqual(['ce:GetCostAndUsage']);
  expect(await usageSince(store)).toEqual(new Date('2026-08-01T00:00:00Z'));
});

it('writes down what was called by its end at the latest', async () => {
  const { store, room, aws, asking, member, roleIn } = await open();
  const keeper = await keepUsage({ aws, store, clock: room.clock, log: quietLog, everyMs: 3_600_000 });
  await addAccount(room, { credential: roleIn(member()), regions: ['us-east-1'] }, asking);
  await keeper.close();
  expect([...(await usedActions(store, { since: new Date(0), accountId: member().id }))].sort()).toEqual(['ec2:DescribeRegions', 'iam:SimulatePrincipalPolicy', 'sts:AssumeRole', 'sts:GetCallerIdentity']);
});
