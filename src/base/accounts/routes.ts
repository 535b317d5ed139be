import { route, type Route } from '../../core/route.ts';
import type { Store } from '../store/store.ts';
import { getAccountContract, listAccountsContract } from './contract.ts';
import { findAccount } from './find-account.ts';
import { listAccounts } from './list-accounts.ts';

export function accountRoutes({ store }: { store: Store }): Route[] {
  return [
    route(listAccountsContract, async ({ scope }) => ({ accounts: await listAccounts(store, scope) })),
    route(getAccountContract, ({ params, scope }) => findAccount(store, params.id, scope)),
  ];
}
