import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import { hashPassword } from 'better-auth/crypto';
import type { AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Role } from '../../core/role.ts';
import type { Store } from '../store/store.ts';
import { addUser, type NewUser } from './add-user.ts';
import type { ListedUser, SessionUser } from './contract.ts';
import { endLogins } from './manage-sessions.ts';
import { checkPassword } from './password-rules.ts';
import { readUsers, userById, type KnownUser } from './read-user.ts';
import { authAccounts, users } from './tables.ts';

export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly accounts?: AccountScope | undefined;
  readonly password?: string | undefined;
}

export interface UserManager {
  list(): Promise<ListedUser[]>;
  create(user: NewUser): Promise<SessionUser>;
  /** A new role, password or limit of accounts ends the logins that were made before it. */
  change(id: string, change: UserChange): Promise<SessionUser>;
  remove(id: string): Promise<SessionUser>;
  find(id: string): Promise<SessionUser>;
}

export function manageUsers({ store, clock }: { store: Store; clock: Clock }): UserManager {
  async function known(id: string): Promise<KnownUser> {
    const user = await userById(store, id);
    if (!user) throw new AppError('not-found', `There is no user "${id}"`);
    return user;
  }

  return {
    list: async () => (await readUsers(store.db).orderBy(asc(users.username))).map((user) => ({ ...shown(user), hasSecondFactor: user.hasSecondFactor, loginBy: user.password === null ? 'single-sign-on' : 'password' })),
    async create(user) {
      const made = await addUser(store, user, clock());
      if (made) return made;
      throw new AppError('conflict', `There is a user "${user.username}" already`, { hint: 'Choose another username' });
    },
    async change(id, { password, name, role, accounts }) {
      const user = await known(id);
      if ((role !== undefined && role !== 'admin') || (accounts !== undefined && accounts !== 'all')) await keepAnAdministrator(store, user);
      if (password !== undefined && user.password === null) throw new AppError('conflict', `${user.username} logs in by single sign-on and has no password here`, { hint: 'Change it at the identity provider' });
      if (password !== undefined) checkPassword(password, { username: user.username, name: name ?? user.name });
      const hash = password === undefined ? undefined : await hashPassword(password);
      const facts = { ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }), ...(accounts === undefined ? {} : { accounts: accounts === 'all' ? null : [...accounts] }) };
      await store.db.transaction(async (transaction) => {
        await transaction.update(users).set({ updatedAt: clock(), ...facts }).where(eq(users.id, id));
        if (hash !== undefined) await transaction.update(authAccounts).set({ password: hash, updatedAt: clock() }).where(and(eq(authAccounts.userId, id), eq(authAccounts.providerId, 'credential')));
        if (hash !== undefined || role !== undefined || accounts !== undefined) await endLogins(transaction, id, { at: clock() });
      });
      return shown(await known(id));
    },
    async remove(id) {
      const user = await known(id);
      await keepAnAdministrator(store, user);
      await store.db.delete(users).where(eq(users.id, id));
      return shown(user);
    },
    find: async (id) => shown(await known(id)),
  };
}

function shown({ id, username, name, role, accounts }: KnownUser): SessionUser {
  return { id, username, name, role, accounts: accounts ?? 'all' };
}

/** One who may know of every account: nobody else can manage users. */
async function keepAnAdministrator(store: Store, user: KnownUser): Promise<void> {
  if (user.role !== 'admin' || user.accounts !== null) return;
  const others = await store.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.accounts), ne(users.id, user.id)))
    .limit(1);
  if (others.length > 0) return;
  throw new AppError('conflict', 'This is the last administrator of all accounts', { hint: 'Make another user an administrator first' });
}
