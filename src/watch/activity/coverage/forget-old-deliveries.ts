import { and, inArray, lt } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import { activityDeliveries } from './tables.ts';

/** Nothing reads back further than 90 days; a week more, for what comes late. */
const keptMs = 97 * 86_400_000;

/** Forgets the deliveries of every source that were done so long ago that nobody lists or sends them again. */
export async function forgetOldDeliveries(db: Db, now: Date): Promise<void> {
  const { source, doneAt } = activityDeliveries;
  // The index begins with the source.
  await db.delete(activityDeliveries).where(and(inArray(source, source.enumValues), lt(doneAt, new Date(now.getTime() - keptMs))));
}
