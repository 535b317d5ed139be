import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { newestFirst } from './write-record.ts';

export interface RecordShelf {
  add(place: string, record: CloudTrailRecord): void;
  /** The records of a place up to a time, newest first. */
  backFrom(place: string, toMs: number): Iterable<CloudTrailRecord>;
}

/** Records in the order of their time, by place; beyond `most` the first that were added go. */
export function openRecordShelf({ most }: { most: number }): RecordShelf {
  const places = new Map<string, CloudTrailRecord[]>();
  const arrivals: { place: string; record: CloudTrailRecord }[] = [];

  function removeOldest(): void {
    // In bulk, since taking one from the front of a long list costs as much as taking many.
    for (const { place, record } of arrivals.splice(0, Math.ceil(most / 10))) {
      const records = places.get(place) ?? [];
      const at = records.indexOf(record);
      if (at >= 0) records.splice(at, 1);
    }
  }

  return {
    add(place, record) {
      const records = places.get(place) ?? [];
      places.set(place, records);
      // Nearly always the newest; a story planted in the past or the future goes where its time says.
      let at = records.length;
      for (let before = records[at - 1]; before !== undefined && newestFirst(record, before) > 0; before = records[at - 1]) at -= 1;
      records.splice(at, 0, record);
      if (most === Number.POSITIVE_INFINITY) return;
      arrivals.push({ place, record });
      if (arrivals.length > most) removeOldest();
    },
    *backFrom(place, toMs) {
      const records = places.get(place) ?? [];
      // A copy of the end, since the place may grow while somebody reads.
      for (const record of records.slice(0, countUpTo(records, toMs)).reverse()) yield record;
    },
  };
}

function countUpTo(records: readonly CloudTrailRecord[], toMs: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Date.parse(records[middle]?.eventTime ?? '') <= toMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
