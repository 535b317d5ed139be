import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { Role } from '../../core/role.ts';
import type { Store } from '../store/store.ts';
import type { SessionUser } from './contract.ts';
import { authAccounts, users } from './tables.ts';

export interface NewUser {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** Undefined when there is a user of that name; of several that add the same at once, one succeeds. */
export async function addUser(store: Store, { username, name, role, password }: NewUser, at: Date): Promise<SessionUser | undefined> {
  const hash = await hashPassword(password);
  const id = randomUUID();
  const stamps = { createdAt: at, updatedAt: at };
  return store.db.transaction(async (transaction) => {
    const added = await transaction
      .insert(users)
      .values({ id, username: username.toLowerCase(), name, role, email: `${username.toLowerCase()}@watchkeeper.local`, emailVerified: true, ...stamps })
      .onConflictDoNothing()
      .returning({ id: users.id, username: users.username, name: users.name, role: users.role });
    if (!added[0]) return undefined;
    await transaction.insert(authAccounts).values({ id: randomUUID(), userId: id, providerId: 'credential', accountId: id, password: hash, ...stamps });
    return added[0];
  });
}
