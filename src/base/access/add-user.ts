import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Role } from '../../core/role.ts';
import type { Db, Store } from '../store/store.ts';
import type { SessionUser } from './contract.ts';
import { checkPassword } from './password-rules.ts';
import { scopeOfUser } from './read-user.ts';
import { authAccounts, users } from './tables.ts';

export interface NewUser {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** The AWS accounts that they may know of; all when absent. */
  readonly accounts?: AccountScope | undefined;
  readonly password: string;
}

/** Undefined when there is a user of that name; of several that add the same at once, one succeeds. */
export async function addUser(store: Store, { password, ...user }: NewUser, at: Date): Promise<SessionUser | undefined> {
  checkPassword(password, user);
  const hash = await hashPassword(password);
  return store.db.transaction(async (transaction) => {
    const added = await insertUser(transaction, user, at);
    if (added) await transaction.insert(authAccounts).values({ id: randomUUID(), userId: added.id, providerId: 'credential', accountId: added.id, password: hash, createdAt: at, updatedAt: at });
    return added;
  });
}

/** Somebody without any way to log in yet. */
export async function insertUser(db: Db, { username, name, role, accounts = 'all' }: Omit<NewUser, 'password'>, at: Date): Promise<SessionUser | undefined> {
  const plain = username.toLowerCase();
  const row = { id: randomUUID(), username: plain, name, role, accounts: accounts === 'all' ? null : [...accounts], email: `${plain}@watchkeeper.local`, emailVerified: true, createdAt: at, updatedAt: at };
  const [added] = await db.insert(users).values(row).onConflictDoNothing().returning();
  return added && { id: added.id, username: added.username, name: added.name, role: added.role, accounts: sortedScope(scopeOfUser(added)) };
}

function sortedScope(scope: AccountScope): SessionUser['accounts'] {
  return scope === 'all' ? 'all' : scope.toSorted();
}
