import { allows, type AccountScope } from '../../core/account-scope.ts';
import type { ConnectedAccount } from '../../core/account.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-from-row.ts';
import { accounts } from './tables.ts';

export async function listAccounts(store: Store, scope: AccountScope = 'all'): Promise<ConnectedAccount[]> {
  const rows = await store.db.select().from(accounts).orderBy(accounts.name, accounts.accountId);
  return rows.map(accountFromRow).filter(({ accountId }) => allows(scope, accountId));
}
