import { notifyCreated } from '../buckets/notify-created.ts';
import type { SimAccount } from '../world/world.ts';
import type { ObjectHead, TrailFiles } from './open-trail-files.ts';

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
        for (const { file, ...object } of trailFiles.deliveredBetween(bucket, since, now)) {
          const tell = (head: ObjectHead) => notifyCreated({ accounts }, bucket, { object: head, now: object.modifiedAt });
          tell(object);
          if (trailFiles.faults.strikes('notified-twice', file)) tell(object);
          if (trailFiles.faults.strikes('notified-of-gone', file)) tell({ ...object, key: object.key.replace(/\w{16}(?=\.json\.gz$)/, 'GoneGoneGoneGone') });
        }
      }
    }
  };
}
