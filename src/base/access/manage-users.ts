import { and, asc, eq, ne } from 'drizzle-orm';
import { hashPassword } from 'better-auth/crypto';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Role } from '../../core/role.ts';
import type { Store } from '../store/store.ts';
import { addUser, type NewUser } from './add-user.ts';
import type { SessionUser } from './contract.ts';
import { authAccounts, sessions, users } from './tables.ts';

const shown = { id: users.id, username: users.username, name: users.name, role: users.role };

export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly password?: string | undefined;
}

export interface UserManager {
  list(): Promise<SessionUser[]>;
  create(user: NewUser): Promise<SessionUser>;
  /** A new role or password ends the sessions that were made before it. */
  change(id: string, change: UserChange): Promise<SessionUser>;
  remove(id: string): Promise<void>;
}

export function manageUsers({ store, clock }: { store: Store; clock: Clock }): UserManager {
  return {
    list: () => store.db.select(shown).from(users).orderBy(asc(users.username)),
    async create(user) {
      const made = await addUser(store, user, clock());
      if (made) return made;
      throw new AppError('conflict', `There is a user "${user.username}" already`, { hint: 'Choose another username' });
    },
    async change(id, { password, name, role }) {
      if (role !== undefined && role !== 'admin') await keepAnAdministrator(store, id);
      const hash = password === undefined ? undefined : await hashPassword(password);
      return store.db.transaction(async (transaction) => {
        const changed = await transaction
          .update(users)
          .set({ updatedAt: clock(), ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }) })
          .where(eq(users.id, id))
          .returning(shown);
        if (!changed[0]) throw unknownUser(id);
        if (hash !== undefined) await transaction.update(authAccounts).set({ password: hash, updatedAt: clock() }).where(eq(authAccounts.userId, id));
        if (hash !== undefined || role !== undefined) await transaction.delete(sessions).where(eq(sessions.userId, id));
        return changed[0];
      });
    },
    async remove(id) {
      await keepAnAdministrator(store, id);
      const removed = await store.db.delete(users).where(eq(users.id, id)).returning({ id: users.id });
      if (removed.length === 0) throw unknownUser(id);
    },
  };
}

async function keepAnAdministrator(store: Store, id: string): Promise<void> {
  const others = await store.db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), ne(users.id, id)))
    .limit(1);
  if (others.length > 0) return;
  const [user] = await store.db.select({ role: users.role }).from(users).where(eq(users.id, id));
  if (user?.role !== 'admin') return;
  throw new AppError('conflict', 'This is the last administrator', { hint: 'Make another user an administrator first' });
}

function unknownUser(id: string): AppError {
  return new AppError('not-found', `There is no user "${id}"`);
}
