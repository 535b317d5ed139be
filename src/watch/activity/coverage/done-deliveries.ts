import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Db } from '../../../base/store/store.ts';
import type { DeliveryKind } from '../sources/delivery.ts';
import { activityDeliveries } from './tables.ts';

export interface DoneDelivery {
  readonly origin: string;
  readonly source: DeliveryKind;
  /** Changes when what stands there changes. */
  readonly version: string;
}

const askedAtOnce = 1_000;

/** Those of the deliveries that are done with as they stand there now. */
export async function doneAmong(db: Db, deliveries: readonly { readonly origin: string; readonly version: string }[]): Promise<Set<string>> {
  const done = new Set<string>();
  const versions = new Map(deliveries.map(({ origin, version }) => [origin, version]));
  for (let at = 0; at < deliveries.length; at += askedAtOnce) {
    const origins = deliveries.slice(at, at + askedAtOnce).map(({ origin }) => origin);
    const rows = await db.select({ origin: activityDeliveries.origin, version: activityDeliveries.version }).from(activityDeliveries).where(inArray(activityDeliveries.origin, origins));
    for (const { origin, version } of rows) if (versions.get(origin) === version) done.add(origin);
  }
  return done;
}

export async function markDone(db: Db, delivery: DoneDelivery, now: Date): Promise<void> {
  const { version, source } = delivery;
  await db.insert(activityDeliveries).values({ ...delivery, doneAt: now }).onConflictDoUpdate({ target: activityDeliveries.origin, set: { version, source, doneAt: now } });
}

/** Once an object is so old that no listing names it any more, it need not be remembered. */
export async function forgetDone(db: Db, source: DeliveryKind, before: Date): Promise<void> {
  await db.delete(activityDeliveries).where(and(eq(activityDeliveries.source, source), lt(activityDeliveries.doneAt, before)));
}
