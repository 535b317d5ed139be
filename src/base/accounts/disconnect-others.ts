import { and, ne, notInArray } from 'drizzle-orm';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import { accounts } from './tables.ts';

/** Makes every account inactive but those named: nothing is asked in it any more, and what was found there stays. */
export async function disconnectOthers(store: Store, { kept, because }: { kept: readonly string[]; because: string }, clock: Clock): Promise<void> {
  await store.db
    .update(accounts)
    .set({ status: 'inactive', statusReason: because, updatedAt: clock() })
    .where(and(notInArray(accounts.accountId, [...kept]), ne(accounts.status, 'inactive')));
}
