import type { Account } from '../../core/account.ts';
import type { accounts } from './tables.ts';

export function accountFromRow(row: typeof accounts.$inferSelect): Account {
  return { ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() };
}
