import { lt } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import { dayName } from './keep-coverage.ts';
import { activityCoverage } from './tables.ts';

/** Forgets the minutes of days that ended before a moment. */
export async function forgetCoverage(db: Db, before: Date): Promise<void> {
  await db.delete(activityCoverage).where(lt(activityCoverage.day, dayName(before.getTime())));
}
