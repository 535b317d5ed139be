import { asc, eq } from 'drizzle-orm';
import type { Store } from '../../../base/store/store.ts';
import { AppError } from '../../../core/app-error.ts';
import type { SavedQuery } from './contract.ts';
import { savedQueries } from './tables.ts';

export async function listSavedQueries(store: Store): Promise<SavedQuery[]> {
  const rows = await store.db.select().from(savedQueries).orderBy(asc(savedQueries.name));
  return rows.map(queryFromRow);
}

export async function getSavedQuery(store: Store, name: string): Promise<SavedQuery> {
  const [row] = await store.db.select().from(savedQueries).where(eq(savedQueries.name, name));
  if (!row) throw noSuchQuery(name);
  return queryFromRow(row);
}

/** Keeps a query under its name. One that is there is replaced only when that is meant. */
export async function saveQuery(store: Store, { replace, ...query }: SavedQuery & { replace: boolean }): Promise<SavedQuery> {
  const insert = store.db.insert(savedQueries).values(query);
  const [row] = replace
    ? await insert.onConflictDoUpdate({ target: savedQueries.name, set: query }).returning()
    : await insert.onConflictDoNothing().returning();
  if (!row) throw new AppError('conflict', `There is a query "${query.name}" already`, { hint: 'Take another name, or send "replace": true' });
  return queryFromRow(row);
}

export async function deleteSavedQuery(store: Store, name: string): Promise<void> {
  const gone = await store.db.delete(savedQueries).where(eq(savedQueries.name, name)).returning({ name: savedQueries.name });
  if (gone.length === 0) throw noSuchQuery(name);
}

function noSuchQuery(name: string): AppError {
  return new AppError('not-found', `There is no saved query "${name}"`, { hint: 'GET /api/activity/queries lists them' });
}

function queryFromRow(row: typeof savedQueries.$inferSelect): SavedQuery {
  return { ...row, savedAt: new Date(row.savedAt).toISOString() };
}
