import type { Dice } from '../seeded-random.ts';
import type { SimOrganization } from '../sim-organization.ts';
import type { SimAccount, SimAdministrator } from '../world.ts';
import { accessRoleName, addKey, addUser } from './make-identities.ts';
import { awsManagedArn } from './policies.ts';

const userName = 'administrator';

/** The one user of the management account who may do everything there, and through a role in every other account too. */
export function addAdministrator(accounts: ReadonlyMap<string, SimAccount>, { organization, dice, createdAt }: { organization: SimOrganization; dice: Dice; createdAt: Date }): SimAdministrator {
  const management = accounts.get(organization.managementAccountId);
  if (!management) throw new RangeError('The organisation has no management account');
  const user = addUser(management, userName, { dice, createdAt });
  user.attachedPolicies.add(awsManagedArn('AdministratorAccess'));
  const { id, secret } = addKey(user, { dice, createdAt });
  return { accountId: management.id, accessKeyId: id, secretAccessKey: secret, roleName: accessRoleName };
}
