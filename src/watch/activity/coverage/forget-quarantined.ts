import { and, isNull, lt, or } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import { activityQuarantine } from './tables.ts';

/** Forgets what was last seen before a moment, unless somebody has asked since to read it again. */
export async function forgetQuarantined(db: Db, before: Date): Promise<void> {
  const { lastSeenAt, retryAskedAt } = activityQuarantine;
  await db.delete(activityQuarantine).where(and(lt(lastSeenAt, before), or(isNull(retryAskedAt), lt(retryAskedAt, before))));
}
