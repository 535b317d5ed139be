import { eq } from 'drizzle-orm';
import { allows, type AccountScope } from '../../core/account-scope.ts';
import { AppError } from '../../core/app-error.ts';
import type { Db } from '../store/store.ts';
import { credentials } from './tables.ts';

export type CredentialRow = typeof credentials.$inferSelect;

/** For who may know of its account; for others there is none. */
export async function findCredential(db: Db, id: string, scope: AccountScope = 'all'): Promise<CredentialRow> {
  const [row] = await db.select().from(credentials).where(eq(credentials.id, id));
  if (!row || !allows(scope, row.accountId)) throw new AppError('not-found', `There is no credential ${id}`, { hint: 'List the credentials to see which there are' });
  return row;
}

/** Enough to tell keys apart: the beginning that says their kind and the last four letters. */
export function hiddenKey(accessKeyId: string): string {
  return `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
