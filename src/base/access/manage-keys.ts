import { randomUUID } from 'node:crypto';
import { and, desc, eq, isNull } from 'drizzle-orm';
import { commonScope, covers, type AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import { hasRole, type Role } from '../../core/role.ts';
import type { Caller } from '../../core/route.ts';
import type { Store } from '../store/store.ts';
import type { ApiKey } from './contract.ts';
import { hashToken, makeToken } from './hash-token.ts';
import { callerOf, userById } from './read-user.ts';
import { apiKeys, users } from './tables.ts';

export const keyPrefix = 'wk_key_';
const shown = 12;
/** So often is written when a key was used. */
const usedEveryMs = 60_000;

export interface KeyOrder {
  readonly name: string;
  readonly role: Role;
  readonly accounts: AccountScope;
  readonly expiresAt: Date | null;
}

export type KeyCheck = { readonly status: 'known'; readonly caller: Caller } | { readonly status: 'expired' } | { readonly status: 'wrong' };

interface KeyQuery {
  readonly userId?: string;
  readonly scope: AccountScope;
}

export interface KeyManager {
  /** Of one user, or of everybody; those that see no more than `scope`. */
  list(of: KeyQuery): Promise<ApiKey[]>;
  /** The key itself is told here and never again. */
  create(owner: Caller, order: KeyOrder): Promise<{ key: string; facts: ApiKey }>;
  /** One's own, or of anybody where no owner is named. */
  revoke(id: string, of: KeyQuery): Promise<ApiKey>;
  check(key: string, address: string | null): Promise<KeyCheck>;
}

export function manageKeys({ store, clock }: { store: Store; clock: Clock }): KeyManager {
  const select = () => store.db.select({ key: apiKeys, username: users.username, owned: users.accounts }).from(apiKeys).innerJoin(users, eq(apiKeys.userId, users.id));
  const ownedBy = ({ userId }: Pick<KeyQuery, 'userId'>) => (userId === undefined ? undefined : eq(apiKeys.userId, userId));

  return {
    async list(of) {
      const rows = await select().where(and(ownedBy(of), isNull(apiKeys.revokedAt))).orderBy(desc(apiKeys.createdAt), apiKeys.id);
      return rows.map(keyFromRow).filter((key) => covers(of.scope, key.accounts));
    },
    async create(owner, { name, role, accounts, expiresAt }) {
      if (!hasRole(owner.role, role)) throw new AppError('forbidden', `A key may not do more than its owner, who has the role ${owner.role}`, { hint: 'Give it a lesser scope' });
      if (!covers(owner.accounts, accounts)) throw new AppError('bad-request', 'A key may not see accounts that its owner does not see', { hint: 'Leave the accounts out to give it all of yours' });
      if (expiresAt !== null && expiresAt <= clock()) throw new AppError('bad-request', 'The key would have expired already', { hint: 'Give a time to come' });
      const key = makeToken(keyPrefix);
      const row = { id: randomUUID(), userId: owner.id, name, hash: hashToken(key), start: key.slice(0, shown), role, accounts: accounts === 'all' ? null : [...accounts], createdAt: clock(), expiresAt };
      const [made] = await store.db.insert(apiKeys).values(row).returning();
      if (!made) throw new Error('The key could not be stored');
      return { key, facts: keyFromRow({ key: made, username: owner.username, owned: null }) };
    },
    async revoke(id, of) {
      const [row] = await select().where(and(eq(apiKeys.id, id), ownedBy(of), isNull(apiKeys.revokedAt)));
      if (!row || !covers(of.scope, keyFromRow(row).accounts)) throw new AppError('not-found', `There is no key ${id}`, { hint: 'GET /api/keys lists them' });
      await store.db.update(apiKeys).set({ revokedAt: clock() }).where(eq(apiKeys.id, id));
      return keyFromRow(row);
    },
    async check(key, address) {
      const [row] = await store.db.select().from(apiKeys).where(and(eq(apiKeys.hash, hashToken(key)), isNull(apiKeys.revokedAt)));
      const user = row && (await userById(store, row.userId));
      if (!row || !user) return { status: 'wrong' };
      const now = clock();
      if (row.expiresAt !== null && row.expiresAt <= now) return { status: 'expired' };
      if (row.lastUsedAt === null || now.getTime() - row.lastUsedAt.getTime() > usedEveryMs) {
        await store.db.update(apiKeys).set({ lastUsedAt: now, ...(address === null ? {} : { lastAddress: address }) }).where(eq(apiKeys.id, row.id));
      }
      // Its owner may have lost a role or accounts since.
      const owner = callerOf(user, { by: 'key', credentialId: row.id });
      const role = hasRole(owner.role, row.role) ? row.role : owner.role;
      return { status: 'known', caller: { ...owner, role, accounts: commonScope(owner.accounts, row.accounts ?? 'all'), keyName: row.name } };
    },
  };
}

function keyFromRow({ key: { id, name, start, role, accounts, createdAt, expiresAt, lastUsedAt, lastAddress }, username, owned }: { key: typeof apiKeys.$inferSelect; username: string; owned: string[] | null }): ApiKey {
  // What its owner may not know of any more, it tells nobody.
  const shared = commonScope(owned ?? 'all', accounts ?? 'all');
  return { id, name, start, username, scope: scopeNames[role], accounts: shared === 'all' ? 'all' : [...shared], createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null, lastUsedAt: lastUsedAt?.toISOString() ?? null, lastAddress };
}

const scopeNames = { viewer: 'read', operator: 'operate', approver: 'approve', admin: 'admin' } as const;
