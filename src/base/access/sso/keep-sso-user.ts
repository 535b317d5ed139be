import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Store } from '../../store/store.ts';
import { insertUser } from '../add-user.ts';
import { endLogins } from '../manage-sessions.ts';
import { userById, type KnownUser } from '../read-user.ts';
import { authAccounts, users } from '../tables.ts';
import type { MappedUser } from './map-claims.ts';

const providerId = 'oidc';

/**
 * The user of an identity elsewhere, with the role and accounts that it has now; made when it comes the first time. Undefined when
 * a user of this place has the name: whoever can choose a name at the provider must not become them.
 */
export async function keepSsoUser(store: Store, { identity, mapped }: { readonly identity: { readonly issuer: string; readonly subject: string }; readonly mapped: MappedUser }, at: Date): Promise<KnownUser | undefined> {
  const accountId = `${identity.issuer}|${identity.subject}`;
  const [linked] = await store.db.select({ userId: authAccounts.userId }).from(authAccounts).where(and(eq(authAccounts.providerId, providerId), eq(authAccounts.accountId, accountId)));
  const known = linked && (await userById(store, linked.userId));
  if (known) {
    const accounts = mapped.accounts === 'all' ? null : [...mapped.accounts];
    const isOther = known.role !== mapped.role || JSON.stringify(known.accounts) !== JSON.stringify(accounts);
    await store.db.update(users).set({ name: mapped.name, role: mapped.role, accounts, updatedAt: at }).where(eq(users.id, known.id));
    if (isOther) await endLogins(store.db, known.id, { at });
    return { ...known, name: mapped.name, role: mapped.role, accounts };
  }
  const made = await store.db.transaction(async (transaction) => {
    const user = await insertUser(transaction, mapped, at);
    if (user) await transaction.insert(authAccounts).values({ id: randomUUID(), userId: user.id, providerId, accountId, createdAt: at, updatedAt: at });
    return user;
  });
  return made && userById(store, made.id);
}
