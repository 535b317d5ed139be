import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import type { DeliveryKind } from '../sources/delivery.ts';
import { activityPlaces } from './tables.ts';

export type PlaceRow = typeof activityPlaces.$inferSelect;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

/** From when on a place is expected to be seen. */
export async function meetPlace(db: Db, { accountId, region }: Place, now: Date): Promise<PlaceRow> {
  await db.insert(activityPlaces).values({ accountId, region, state: 'new', since: now }).onConflictDoNothing();
  const [row] = await db.select().from(activityPlaces).where(isPlace({ accountId, region }));
  if (!row) throw new Error(`The place ${accountId}/${region} was neither inserted nor found`);
  return row;
}

/** Everything of a place up to a moment has been read. It never moves back. */
export async function seePlace(db: Db, place: Place, { seenTo, source }: { seenTo: Date; source: DeliveryKind }): Promise<void> {
  const later = sql`greatest(coalesce(${activityPlaces.seenTo}, ${seenTo.toISOString()}::timestamptz), ${seenTo.toISOString()}::timestamptz)`;
  await db.update(activityPlaces).set({ seenTo: later, source, trouble: null }).where(isPlace(place));
}

export async function changePlace(db: Db, place: Place, change: Partial<Omit<PlaceRow, 'accountId' | 'region'>>): Promise<void> {
  await db.update(activityPlaces).set(change).where(isPlace(place));
}

function isPlace({ accountId, region }: Place) {
  return and(eq(activityPlaces.accountId, accountId), eq(activityPlaces.region, region));
}
