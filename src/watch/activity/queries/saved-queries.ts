import { and, asc, eq } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import { covers, type AccountScope } from '../../../core/account-scope.ts';
import { AppError } from '../../../core/app-error.ts';
import type { SavedQuery } from './contract.ts';
import { savedQueries } from './tables.ts';

/** Those that were saved by people who may know of no more than is asked for. */
export async function listSavedQueries(store: Store, scope: AccountScope): Promise<SavedQuery[]> {
  const rows = await store.db.select().from(savedQueries).orderBy(asc(savedQueries.name), asc(savedQueries.accounts));
  return rows.filter(({ accounts }) => covers(scope, scopeOf(accounts))).map(queryFromRow);
}

export async function getSavedQuery(store: Store, name: string, scope: AccountScope): Promise<SavedQuery> {
  const query = (await listSavedQueries(store, scope)).find((one) => one.name === name);
  if (!query) throw noSuchQuery(name);
  return query;
}

/** Keeps a query under its name. One that is there is replaced only when that is meant; whoever may know of other accounts has names of their own. */
export async function saveQuery(store: Store, { replace, ...query }: SavedQuery & { replace: boolean }, scope: AccountScope): Promise<SavedQuery> {
  const insert = store.db.insert(savedQueries).values({ ...query, accounts: keyOf(scope) });
  const [row] = replace
    ? await insert.onConflictDoUpdate({ target: [savedQueries.name, savedQueries.accounts], set: query }).returning()
    : await insert.onConflictDoNothing().returning();
  if (!row) throw new AppError('conflict', `There is a query "${query.name}" already`, { hint: 'Take another name, or send "replace": true' });
  return queryFromRow(row);
}

/** One's own first; whoever may know of all accounts also removes those of people who may not. */
export async function deleteSavedQuery(store: Store, name: string, scope: AccountScope): Promise<void> {
  const named = await store.db.select({ accounts: savedQueries.accounts }).from(savedQueries).where(eq(savedQueries.name, name));
  const within = named.map(({ accounts }) => accounts).filter((accounts) => covers(scope, scopeOf(accounts)));
  const [chosen] = within.includes(keyOf(scope)) ? [keyOf(scope)] : within;
  if (chosen === undefined) throw noSuchQuery(name);
  await store.db.delete(savedQueries).where(and(eq(savedQueries.name, name), eq(savedQueries.accounts, chosen)));
}

function noSuchQuery(name: string): AppError {
  return new AppError('not-found', `There is no saved query "${name}"`, { hint: 'GET /api/activity/queries lists them' });
}

function queryFromRow({ accounts: _accounts, ...row }: typeof savedQueries.$inferSelect): SavedQuery {
  return { ...row, savedAt: new Date(row.savedAt).toISOString() };
}

function keyOf(scope: AccountScope): string {
  return scope === 'all' ? 'all' : scope.toSorted().join(',');
}

function scopeOf(accounts: string): AccountScope {
  return accounts === 'all' ? 'all' : accounts.split(',').filter((accountId) => accountId !== '');
}
