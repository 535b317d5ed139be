import { assumedRole, browserOf, type Actor } from './activity/actors.ts';
import { emailDomain } from './estate/people.ts';
import type { StoryScene } from './story.ts';
import type { SimAccount, SimUser } from './world.ts';

/** Addresses of nobody's office: ranges that are kept for documentation. */
export function strangeAddress({ dice }: StoryScene): string {
  return `${dice.pick(['192.0.2', '203.0.113'])}.${200 + dice.whole(55)}`;
}

/** A user acting with its key, from wherever the key got to. */
export function userActor(account: SimAccount, name: string, from: { address: string; agent: string }): Actor {
  const user = userIn(account, name);
  const key = user.accessKeys.find(({ status }) => status === 'Active')?.id;
  return { identity: { type: 'IAMUser', principalId: user.id, arn: user.arn, accountId: account.id, userName: user.name, ...(key === undefined ? {} : { accessKeyId: key }) }, ...from };
}

/** A session of a role, used from wherever its credentials got to. */
export function sessionActor({ seed, account, startsAt }: StoryScene, roleName: string, from: { session: string; address: string; agent: string }): Actor {
  const role = account.roles.get(roleName) ?? [...account.roles.values()].find(({ name }) => name.startsWith(roleName));
  if (!role) throw new RangeError(`${account.name} has no role ${roleName}`);
  const identity = assumedRole({ seed, accountId: account.id }, role, { session: from.session, minute: Math.floor(startsAt.getTime() / 60_000), hours: 6 });
  return { identity, address: from.address, agent: from.agent };
}

/** Who puts it right: somebody of the platform team, signed in as an administrator. */
export function responder(scene: StoryScene): Actor {
  return sessionActor(scene, 'AWSReservedSSO_AdministratorAccess', { session: `hana.sato@${emailDomain}`, address: '198.51.100.15', agent: browserOf('hana.sato') });
}

function userIn(account: SimAccount, name: string): SimUser {
  const user = account.users.get(name);
  if (!user) throw new RangeError(`${account.name} has no user ${name}`);
  return user;
}
