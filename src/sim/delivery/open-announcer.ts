import { notifyCreated } from '../buckets/notify-created.ts';
import type { SimAccount } from '../world/world.ts';
import type { TrailFiles } from './open-trail-files.ts';

const everyMs = 1_000;

/** Tells those who listen to buckets of the files that trails have delivered since it was last called. */
export function openAnnouncer({ accounts, trailFiles, from }: { accounts: ReadonlyMap<string, SimAccount>; trailFiles: TrailFiles; from: Date }): (now: Date) => void {
  let told = from;
  return (now) => {
    if (now.getTime() - told.getTime() < everyMs) return;
    const since = told;
    told = now;
    for (const { buckets } of accounts.values()) {
      for (const bucket of buckets.values()) {
        if (!bucket.notifications || bucket.trails.length === 0) continue;
        for (const object of trailFiles.deliveredBetween(bucket, since, now)) notifyCreated({ accounts }, bucket, { object, now: object.modifiedAt });
      }
    }
  };
}
