import { route, type Route } from '../../core/route.ts';
import type { Store } from '../store/store.ts';
import { getAccountContract, listAccountsContract } from './contract.ts';
import { findAccount } from './find-account.ts';
import { listAccounts } from './list-accounts.ts';

export function accountRoutes({ store }: { store: Store }): Route[] {
  return [
    route(listAccountsContract, async () => ({ accounts: await listAccounts(store) })),
    route(getAccountContract, ({ params }) => findAccount(store, params.id)),
  ];
}
