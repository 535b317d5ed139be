import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../core/role.ts';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Caller } from '../../core/route.ts';
import type { Db, Store } from '../store/store.ts';
import { authAccounts, secondFactors, users } from './tables.ts';

export interface KnownUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly accounts: string[] | null;
  /** The hash; null for who logs in elsewhere. */
  readonly password: string | null;
  readonly hasSecondFactor: boolean;
}

const columns = {
  id: users.id,
  username: users.username,
  name: users.name,
  role: users.role,
  accounts: users.accounts,
  password: authAccounts.password,
  hasSecondFactor: sql<boolean>`${secondFactors.confirmedAt} is not null`,
};

export function readUsers(db: Db) {
  return db
    .select(columns)
    .from(users)
    .leftJoin(authAccounts, and(eq(authAccounts.userId, users.id), eq(authAccounts.providerId, 'credential')))
    .leftJoin(secondFactors, eq(secondFactors.userId, users.id));
}

export async function userById({ db }: Store, id: string): Promise<KnownUser | undefined> {
  return (await readUsers(db).where(eq(users.id, id)))[0];
}

export async function userByName({ db }: Store, username: string): Promise<KnownUser | undefined> {
  return (await readUsers(db).where(eq(users.username, username.toLowerCase())))[0];
}

export function scopeOfUser({ accounts }: { readonly accounts: string[] | null }): AccountScope {
  return accounts ?? 'all';
}

/** Whoever logs in elsewhere has their second factor there. */
export function mustEnrol(user: KnownUser, rolesWithFactor: readonly Role[]): boolean {
  return rolesWithFactor.includes(user.role) && user.password !== null && !user.hasSecondFactor;
}

export function callerOf(user: KnownUser, proven: Pick<Caller, 'by' | 'credentialId' | 'mustEnrol'>): Caller {
  const { id, username, name, role } = user;
  return { id, username, name, role, accounts: scopeOfUser(user), ...proven };
}
