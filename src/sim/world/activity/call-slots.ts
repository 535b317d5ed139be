import { gunzipSync, gzipSync } from 'node:zlib';
import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { newestFirst } from './write-record.ts';

const slotMs = 5 * 60_000;

export interface CallSlots {
  add(place: string, record: CloudTrailRecord): void;
  /** Newest first. */
  between(place: string, window: { fromMs: number; toMs: number }): CloudTrailRecord[];
}

/** Calls by the five minutes in which they were made, compressed once these are over: log files must read the same whenever they are asked for. */
export function openCallSlots({ mostBytes }: { mostBytes: number }): CallSlots {
  const open = new Map<string, CloudTrailRecord[]>();
  const closed = new Map<string, Uint8Array>();
  let bytes = 0;

  function close(before: number): void {
    for (const [key, records] of open) {
      if (slotIn(key) >= before) continue;
      open.delete(key);
      const compressed = gzipSync(JSON.stringify([...recordsIn(closed.get(key)), ...records]));
      bytes += compressed.byteLength - (closed.get(key)?.byteLength ?? 0);
      closed.set(key, compressed);
    }
    for (const [key, { byteLength }] of closed) {
      if (bytes <= mostBytes) return;
      closed.delete(key);
      bytes -= byteLength;
    }
  }

  return {
    add(place, record) {
      const slot = Math.floor(Date.parse(record.eventTime) / slotMs);
      const key = `${place}/${slot}`;
      const records = open.get(key);
      if (records) {
        records.push(record);
        return;
      }
      open.set(key, [record]);
      close(slot - 1);
    },
    between(place, { fromMs, toMs }) {
      const found: CloudTrailRecord[] = [];
      for (let slot = Math.floor(fromMs / slotMs); slot <= Math.floor(toMs / slotMs); slot += 1) {
        const key = `${place}/${slot}`;
        found.push(...recordsIn(closed.get(key)), ...(open.get(key) ?? []));
      }
      return found.sort(newestFirst);
    },
  };
}

function slotIn(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1));
}

/** Guarantee: only `openCallSlots` compresses what is read here, from records. */
function recordsIn(compressed: Uint8Array | undefined): CloudTrailRecord[] {
  return compressed ? (JSON.parse(gunzipSync(compressed).toString('utf8')) as CloudTrailRecord[]) : [];
}
