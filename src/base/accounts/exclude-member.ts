import { eq } from 'drizzle-orm';
import type { Db } from '../store/store.ts';
import { organizations } from './tables.ts';

/** From then on, the account is no business of its organisation's watch. */
export async function excludeMember(db: Db, organizationId: string, accountId: string): Promise<void> {
  const [row] = await db.select().from(organizations).where(eq(organizations.organizationId, organizationId)).for('update');
  if (!row) return;
  const accountIds = [...new Set([...row.exclude.accountIds, accountId])].sort();
  await db.update(organizations).set({ exclude: { ...row.exclude, accountIds } }).where(eq(organizations.id, row.id));
}
