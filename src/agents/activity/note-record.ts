import type { Activity } from '../../core/activity.ts';
import type { CallRecord } from '../../watch/activity/actors/resolve-actor.ts';
import type { CloudTrailRecord } from '../../watch/activity/cloudtrail-record.ts';
import { textIn } from '../../watch/activity/actors/caller.ts';
import { normaliseActivity } from '../../watch/activity/normalise-activity.ts';
import { parseJson } from '../../watch/activity/parse-json.ts';
import type { JudgedRecord } from '../../watch/activity/read-records.ts';
import { readRecord } from '../../watch/activity/read-record.ts';
import type { Rule } from '../../watch/activity/sigma/rule.ts';

/** A record on its way into the store. Thousands wait at once, so that most are kept without what nobody will ask for. */
export interface NotedRecord {
  /** Its account is empty where the record names none. */
  readonly activity: Activity;
  /** Who called. */
  readonly call: CallRecord;
  /** All of it; null where it is unlikely that anybody asks. */
  readonly record: CloudTrailRecord | null;
  readonly raw: Uint8Array;
  readonly eventType: string | null;
  readonly category: string | null;
  readonly matched: readonly Rule[];
}

export function noteRecord({ record, raw, matched }: JudgedRecord): NotedRecord {
  // Sessions are read from the answers of STS.
  const isWhole = matched.length > 0 || record.eventSource === 'sts.amazonaws.com';
  const { userIdentity, recipientAccountId, userAgent } = record;
  return {
    activity: normaliseActivity(record, ''),
    call: { userIdentity, recipientAccountId, userAgent },
    record: isWhole ? record : null,
    raw,
    eventType: textIn(record, 'eventType'),
    category: textIn(record, 'eventCategory'),
    matched,
  };
}

export function wholeRecord({ record, raw }: Pick<NotedRecord, 'record' | 'raw'>): CloudTrailRecord {
  if (record) return record;
  const whole = readRecord(parseJson(textOf(raw)));
  if (typeof whole === 'string') throw new Error(`A record that was read cannot be read again: ${whole}`);
  return whole;
}

export function textOf(raw: Uint8Array): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString();
}
