import { randomBytes } from 'node:crypto';
import { AwsRefusal } from '../aws-refusal.ts';
import type { CallContext } from '../call-context.ts';
import type { SimAccount, SimAccessKey, SimPolicy, SimRole, SimUser } from '../world/world.ts';

export function findUser({ account, caller }: CallContext, name: string | undefined): SimUser {
  if (name === undefined && caller.principal.kind === 'user') return caller.principal.user;
  const user = account.users.get(name ?? '');
  if (!user) throw new AwsRefusal('NoSuchEntityException', `The user with name ${name ?? ''} cannot be found.`);
  return user;
}

export function findRole({ account }: CallContext, name: string | undefined): SimRole {
  const role = account.roles.get(name ?? '');
  if (!role) throw new AwsRefusal('NoSuchEntityException', `The role with name ${name ?? ''} cannot be found.`);
  return role;
}

export function findPolicy({ account }: CallContext, arn: string | undefined): SimPolicy {
  const policy = account.policies.get(arn ?? '');
  if (!policy) throw new AwsRefusal('NoSuchEntityException', `Policy ${arn ?? ''} does not exist or is not attachable.`);
  return policy;
}

export function newUser(account: SimAccount, name: string, { now, path }: { now: Date; path: string }): SimUser {
  return {
    name,
    arn: `arn:aws:iam::${account.id}:user${path}${name}`,
    id: `AIDA${randomLetters(17)}`,
    path,
    createdAt: now,
    tags: new Map(),
    inlinePolicies: new Map(),
    attachedPolicies: new Set(),
    groups: new Set(),
    accessKeys: [],
    hasLoginProfile: false,
    hasMfa: false,
  };
}

export function newAccessKey(now: Date, delayMs: number): SimAccessKey {
  return { id: `AKIA${randomLetters(16)}`, secret: randomBytes(30).toString('base64'), createdAt: now, worksFrom: new Date(now.getTime() + delayMs), status: 'Active' };
}

export function userArn(account: SimAccount, name: string): string {
  return account.users.get(name)?.arn ?? `arn:aws:iam::${account.id}:user/${name}`;
}

export function roleArn(account: SimAccount, name: string): string {
  return account.roles.get(name)?.arn ?? `arn:aws:iam::${account.id}:role/${name}`;
}

export function randomLetters(count: number): string {
  return [...randomBytes(count)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte % 32)).join('');
}
