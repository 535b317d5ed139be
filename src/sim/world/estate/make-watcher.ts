import type { Dice } from '../seeded-random.ts';
import type { SimOrganization } from '../sim-organization.ts';
import type { SimAccount, SimWatcher } from '../world.ts';
import { addKey, addRole, addUser } from './make-identities.ts';
import { documentOf } from './policies.ts';

const roleName = 'WatchkeeperRead';
const userName = 'watchkeeper';

/** What somebody would set up for Watchkeeper: a user that may only assume, and in every account a role that may only read. */
export function addWatcher(accounts: ReadonlyMap<string, SimAccount>, facts: { organization: SimOrganization; dice: Dice; createdAt: Date; readerActions: readonly string[] }): SimWatcher {
  const { organization, dice, createdAt, readerActions } = facts;
  const management = accounts.get(organization.managementAccountId);
  if (!management) throw new RangeError('The organisation has no management account');
  const user = addUser(management, userName, { dice, createdAt });
  const key = addKey(user, { dice, createdAt });
  user.inlinePolicies.set(
    'watch',
    documentOf(
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Resource: `arn:aws:iam::*:role/${roleName}` },
      { Effect: 'Allow', Action: ['organizations:DescribeOrganization', 'organizations:ListAccounts'], Resource: '*' },
    ),
  );
  const externalId = `watch-${dice.hex(24)}`;
  for (const account of accounts.values()) {
    addRole(account, roleName, {
      dice,
      createdAt,
      trust: documentOf({ Effect: 'Allow', Principal: { AWS: user.arn }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
      inline: readerActions.length === 0 ? {} : { read: documentOf({ Effect: 'Allow', Action: readerActions, Resource: '*' }) },
    });
  }
  return { accountId: management.id, accessKeyId: key.id, secretAccessKey: key.secret, roleName, externalId };
}
