import { inArray } from 'drizzle-orm';
import type { AccountScope } from '../../core/account-scope.ts';
import type { Store } from '../store/store.ts';
import { accounts } from './tables.ts';

/** The ids under which the accounts of a scope are connected, which is what agents name them by; undefined is all, the unknown ones included. */
export async function accountKeys({ db }: Store, scope: AccountScope): Promise<ReadonlySet<string> | undefined> {
  if (scope === 'all') return undefined;
  const rows = await db.select({ id: accounts.id }).from(accounts).where(inArray(accounts.accountId, [...scope]));
  return new Set(rows.map(({ id }) => id));
}
