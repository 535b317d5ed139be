import { eq } from 'drizzle-orm';
import { allows, type AccountScope } from '../../core/account-scope.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-from-row.ts';
import { accounts } from './tables.ts';

export async function findAccount(store: Store, id: string, scope: AccountScope = 'all'): Promise<ConnectedAccount> {
  const [row] = await store.db.select().from(accounts).where(eq(accounts.id, id));
  if (!row || !allows(scope, row.accountId)) throw new AppError('not-found', `There is no connected account ${id}`, { hint: 'List the accounts to see which are connected' });
  return accountFromRow(row);
}
