import { and, eq, ne, notInArray } from 'drizzle-orm';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import { accounts } from './tables.ts';

export interface Watch {
  /** A simulated organisation is watched, or AWS itself; what belongs to the other is paused meanwhile. */
  readonly isSimulated: boolean;
  /** The numbers of the accounts that the configuration, or the simulated organisation, names now. */
  readonly named: readonly string[];
}

/**
 * Pauses what is not to be asked in this start: accounts of the other mode, and those that were named once and are not any more.
 * What persons and organisations connected comes back by itself. What was found anywhere stays.
 */
export async function parkAccounts({ db }: Store, { isSimulated, named }: Watch, clock: Clock): Promise<void> {
  const now = clock();
  const isOn = ne(accounts.status, 'inactive');
  const otherwise = isSimulated ? 'A simulated organisation is being watched instead' : 'AWS itself is being watched, not the simulated organisation';
  await db.update(accounts).set({ status: 'inactive', parkedBy: 'mode', statusReason: otherwise, statusHint: null, failingSince: null, updatedAt: now }).where(and(eq(accounts.isSimulated, !isSimulated), isOn));
  await db
    .update(accounts)
    .set({ status: 'active', parkedBy: null, statusReason: null, updatedAt: now })
    .where(and(eq(accounts.isSimulated, isSimulated), eq(accounts.parkedBy, 'mode')));
  await db
    .update(accounts)
    .set({ status: 'inactive', parkedBy: 'config', statusReason: isSimulated ? 'It is no account of the simulated organisation any more' : 'It is not among the accounts of the configuration', statusHint: null, failingSince: null, updatedAt: now })
    .where(and(eq(accounts.isSimulated, isSimulated), eq(accounts.origin, isSimulated ? 'simulated' : 'config'), notInArray(accounts.accountId, [...named]), isOn));
}
