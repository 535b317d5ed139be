import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
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
    updatedAt: now,
  };
  // What is known of its health is not forgotten by every start, nor what a person decided.
  const isParked = sql`${accounts.status} = 'inactive' and ${accounts.parkedBy} is distinct from 'person'`;
  const back = {
    status: sql`case when ${isParked} then 'active' else ${accounts.status} end`,
    statusReason: sql`case when ${isParked} then null else ${accounts.statusReason} end`,
    parkedBy: sql`case when ${isParked} then null else ${accounts.parkedBy} end`,
  };
  const [row] = await store.db
    .insert(accounts)
    .values({ id: randomUUID(), ...facts, status: 'active', createdAt: now })
    .onConflictDoUpdate({ target: accounts.accountId, set: { ...facts, ...back } })
    .returning();
  if (!row) throw new Error(`The account ${order.accountId} could not be stored`);
  return accountFromRow(row);
}
