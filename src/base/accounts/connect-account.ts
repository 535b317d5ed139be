import { randomUUID } from 'node:crypto';
import type { Account, ConnectedAccount } from '../../core/account.ts';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import { accountFromRow } from './account-from-row.ts';
import { accounts } from './tables.ts';

export type AccountOrder = Pick<Account, 'accountId' | 'name' | 'isSimulated' | 'credential' | 'regions' | 'organizationId'> &
  Partial<Pick<ConnectedAccount, 'origin' | 'defaultRegion' | 'regionMode' | 'tags' | 'concurrency' | 'monthlyCeilingUsd'>>;

/** Connects an account, or brings a connected one up to date: an AWS account is connected once. */
export async function connectAccount(store: Store, { origin, ...order }: AccountOrder, clock: Clock): Promise<ConnectedAccount> {
  const now = clock();
  const facts = {
    defaultRegion: order.regions[0] ?? 'us-east-1',
    ...order,
    origin: origin ?? (order.isSimulated ? ('simulated' as const) : ('person' as const)),
    status: 'active' as const,
    statusReason: null,
    statusHint: null,
    failingSince: null,
    parkedBy: null,
    updatedAt: now,
  };
  const [row] = await store.db
    .insert(accounts)
    .values({ id: randomUUID(), ...facts, createdAt: now })
    .onConflictDoUpdate({ target: accounts.accountId, set: facts })
    .returning();
  if (!row) throw new Error(`The account ${order.accountId} could not be stored`);
  return accountFromRow(row);
}
