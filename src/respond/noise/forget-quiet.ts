import { and, isNotNull, lt } from 'drizzle-orm';
import type { Db } from '../../base/store/store.ts';
import { daysShown } from './measure-noise.ts';
import { quietAlerts } from './tables.ts';

/** Forgets the days before a moment. Those that noise is still measured on lose only their records: a loud rule must not look quiet. */
export async function forgetQuiet(db: Db, { before, now }: { readonly before: Date; readonly now: Date }): Promise<void> {
  const measuredFrom = new Date(now.getTime() - daysShown * 86_400_000);
  await db.delete(quietAlerts).where(lt(quietAlerts.day, dayOf(before < measuredFrom ? before : measuredFrom)));
  await db.update(quietAlerts).set({ raw: null }).where(and(lt(quietAlerts.day, dayOf(before)), isNotNull(quietAlerts.raw)));
}

function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
