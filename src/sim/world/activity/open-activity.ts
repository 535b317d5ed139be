import type { Clock } from '../../../core/clock.ts';
import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import type { ActivityStream, SimAccount } from '../world.ts';
import { backgroundMinute } from './background.ts';
import { placeOf, type Place } from './place.ts';
import { openCallSlots } from './call-slots.ts';
import { openRecordShelf } from './record-shelf.ts';
import { newestFirst } from './write-record.ts';

const minuteMs = 60_000;
const keptMs = 90 * 86_400_000;
const callsKept = 5_000;
/** Some days of what a busy watcher calls. */
const callFileBytes = 64 * 1_048_576;

export interface DeliveryLag {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Real CloudTrail takes minutes; here it is short, so that what happens can be watched. */
export const demoLag: DeliveryLag = { leastMs: 2_000, mostMs: 15_000 };

export interface WorldActivity extends ActivityStream {
  /** Keeps a record for good, as `add` does not: what stories did. */
  plant(record: CloudTrailRecord): void;
}

/** Background, stories and calls of every account and region, as CloudTrail would deliver them. */
export function openActivity({ seed, accounts, clock, lag = demoLag }: { seed: number; accounts: ReadonlyMap<string, SimAccount>; clock: Clock; lag?: DeliveryLag }): WorldActivity {
  const places = new Map<string, Place>();
  for (const account of accounts.values()) for (const region of account.regions.values()) if (region.isEnabled) places.set(placeKey(account.id, region.name), placeOf(seed, account, region));
  const calls = openRecordShelf({ most: callsKept });
  const slots = openCallSlots({ mostBytes: callFileBytes });
  const planted = openRecordShelf({ most: Number.POSITIVE_INFINITY });

  function background(key: string, { fromMs, toMs }: { fromMs: number; toMs: number }): Iterable<CloudTrailRecord> {
    const place = places.get(key);
    return place ? minutesBack(place, { fromMs, toMs }) : [];
  }

  return {
    between({ accountId, region }, { from, to }) {
      const key = placeKey(accountId, region);
      const span = { fromMs: from.getTime(), toMs: to.getTime() };
      const made = merge(background(key, span), merge(slots.between(key, span), planted.backFrom(key, span.toMs)));
      const records: CloudTrailRecord[] = [];
      for (const record of made) {
        const at = Date.parse(record.eventTime);
        if (at < span.fromMs) break;
        if (at <= span.toMs) records.push(record);
      }
      return records.reverse();
    },
    *lookup({ accountId, region }, { from, to }) {
      const key = placeKey(accountId, region);
      const nowMs = clock().getTime();
      const fromMs = Math.max(from.getTime(), nowMs - keptMs);
      const toMs = Math.min(to.getTime(), nowMs);
      const kept = merge(calls.backFrom(key, toMs), planted.backFrom(key, toMs));
      for (const record of merge(background(key, { fromMs, toMs }), kept)) {
        const at = Date.parse(record.eventTime);
        if (at < fromMs) return;
        if (at <= toMs && at + lagOf(record, lag) <= nowMs) yield record;
      }
    },
    add(record) {
      const key = placeKey(record.recipientAccountId, record.awsRegion);
      calls.add(key, record);
      slots.add(key, record);
    },
    plant: (record) => planted.add(placeKey(record.recipientAccountId, record.awsRegion), record),
  };
}

function* minutesBack(place: Place, { fromMs, toMs }: { fromMs: number; toMs: number }): Generator<CloudTrailRecord> {
  const first = Math.floor(fromMs / minuteMs);
  for (let minute = Math.floor(toMs / minuteMs); minute >= first; minute -= 1) yield* backgroundMinute(place, minute);
}

/** Its id is as good a source of chance as any, and always there. */
function lagOf({ eventID }: CloudTrailRecord, { leastMs, mostMs }: DeliveryLag): number {
  const share = Number.parseInt(eventID.slice(0, 8), 16) / 0xffff_ffff;
  return leastMs + (Number.isNaN(share) ? 0 : share ** 2) * (mostMs - leastMs);
}

/** Two streams, each newest first, as one. */
function* merge(left: Iterable<CloudTrailRecord>, right: Iterable<CloudTrailRecord>): Generator<CloudTrailRecord> {
  const a = left[Symbol.iterator]();
  const b = right[Symbol.iterator]();
  let fromA = a.next();
  let fromB = b.next();
  while (!fromA.done || !fromB.done) {
    if (fromB.done || (!fromA.done && newestFirst(fromA.value, fromB.value) <= 0)) {
      if (fromA.done) return;
      yield fromA.value;
      fromA = a.next();
    } else {
      yield fromB.value;
      fromB = b.next();
    }
  }
}

function placeKey(accountId: string, region: string): string {
  return `${accountId}/${region}`;
}
