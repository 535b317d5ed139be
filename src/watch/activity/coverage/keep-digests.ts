import type { Db } from '../../../base/store/store.ts';
import { activityDigests } from './tables.ts';

type DigestRow = typeof activityDigests.$inferSelect;

/** What verifying the digests of a trail, account and region has come to. */
export async function keepDigests(db: Db, row: DigestRow): Promise<void> {
  await db.insert(activityDigests).values(row).onConflictDoUpdate({ target: [activityDigests.accountId, activityDigests.region, activityDigests.trail], set: row });
}
