import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { parseJson } from '../parse-json.ts';
import { readRecord } from '../read-record.ts';
import { openScanner, type FoundRecord } from '../scan/record-scanner.ts';
import { splitBroken } from '../scan/split-broken.ts';
import { unwrapRecords } from '../scan/unwrap-record.ts';
import { openCorrelations, type CorrelatedMatch } from '../sigma/collect-correlations.ts';
import { indexRules } from '../sigma/index-rules.ts';
import type { CorrelationRule, Rule } from '../sigma/rule.ts';
import { openEventIdSet } from './event-id-set.ts';
import { originOf, type EventOrigin } from './event-origin.ts';

export interface RuleMatch {
  readonly rule: Rule;
  readonly record: CloudTrailRecord;
}

export interface BrokenRecord {
  readonly because: string;
  /** The beginning of what could not be read. */
  readonly excerpt: string;
  /** False for a whole value that is about something else. */
  readonly isRecord: boolean;
}

export interface DetectorOptions {
  readonly rules: readonly Rule[];
  readonly correlations: readonly CorrelationRule[];
  /** Matches of events before this are left out. */
  readonly since?: Date | undefined;
  readonly onMatch: (match: RuleMatch) => void;
  readonly onBroken: (broken: BrokenRecord) => void;
}

/** Judges texts of CloudTrail records as they come, one text after the other. */
export interface Detector {
  /** The next piece of the present text. */
  feed(piece: Uint8Array): void;
  /** The present text has ended, or could not be read any further. */
  endText(): void;
  /** The correlations' matches over all texts. */
  correlated(): CorrelatedMatch<EventOrigin>[];
  readonly records: number;
}

const longestExcerpt = 200;

export function openDetector({ rules, correlations, since, onMatch, onBroken }: DetectorOptions): Detector {
  const index = indexRules(rules);
  const scanner = openScanner(index);
  const counting = openCorrelations<EventOrigin>(rules, correlations);
  const matched = openEventIdSet();
  const sinceMs = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  let records = 0;

  const judge = (value: unknown, found: FoundRecord['candidates']) => {
    const candidates = found ?? candidatesOf(value);
    const hits = candidates?.filter(({ matches }) => matches(value)) ?? [];
    if (hits.length === 0 && candidates !== null) return;
    const record = readRecord(value);
    if (typeof record === 'string') return onBroken({ because: record, excerpt: JSON.stringify(value).slice(0, longestExcerpt), isRecord: isLikeRecord(value) });
    const atMs = Date.parse(record.eventTime);
    if (atMs < sinceMs || !matched.add(record.eventID)) return;
    for (const { rule } of hits) {
      if (rule.alerts) onMatch({ rule, record });
      if (counting.counts(rule)) counting.add(rule, { record, eventId: record.eventID, atMs, context: originOf(record) });
    }
  };
  const candidatesOf = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return null;
    const { eventSource, eventName }: { eventSource?: unknown; eventName?: unknown } = value;
    return typeof eventSource === 'string' && typeof eventName === 'string' ? index.bucket(eventSource, eventName).candidates : null;
  };
  const onRecord = ({ bytes, candidates }: FoundRecord) => {
    const text = bytes.toString('utf8');
    const value = parseJson(text);
    if (value === undefined) return onBroken({ because: 'it is not JSON', excerpt: text.slice(0, longestExcerpt), isRecord: true });
    if (candidates) return judge(value, candidates);
    for (const inner of unwrapRecords(value)) judge(inner, null);
  };

  return {
    feed: (piece) => scanner.feed(piece, onRecord),
    endText() {
      let left = scanner.end(onRecord);
      records += scanner.records;
      scanner.restart();
      while (left.length > 0) {
        const { broken, rest } = splitBroken(left);
        if (broken !== '') onBroken({ because: 'it ends in the middle', excerpt: broken.slice(0, longestExcerpt), isRecord: true });
        scanner.feed(rest, onRecord);
        left = scanner.end(onRecord);
        records += scanner.records;
        scanner.restart();
        if (left.length === rest.length && left.length > 0 && broken === '') break;
      }
    },
    correlated: () => counting.matches(),
    get records() {
      return records + scanner.records;
    },
  };
}

function isLikeRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ['eventID', 'eventName', 'eventSource', 'eventTime'].some((key) => key in value);
}
