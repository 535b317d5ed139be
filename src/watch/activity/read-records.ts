import { openRecordParser } from './parse-record.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import { readRecord } from './read-record.ts';
import { openScanner, type FoundRecord } from './scan/record-scanner.ts';
import { splitBroken } from './scan/split-broken.ts';
import { unwrapRecords } from './scan/unwrap-record.ts';
import { indexRules, type Candidate } from './sigma/index-rules.ts';
import type { Rule } from './sigma/rule.ts';

export interface JudgedRecord {
  readonly record: CloudTrailRecord;
  /** Its compact JSON text in UTF-8: thousands wait at once, and bytes are no work for the collector. */
  readonly raw: Uint8Array;
  /** The rules that it matches, the silent ones that only correlations count among them. */
  readonly matched: readonly Rule[];
}

export interface UnreadRecord {
  readonly because: string;
  readonly excerpt: string;
}

/** Reads texts of records whole, asks every rule of each record on the way, and keeps of it what was asked for. */
export interface RecordReader<Kept = JudgedRecord> {
  /** The next piece of the present text. */
  feed(piece: Uint8Array): void;
  /** The present text is over. */
  end(): void;
  /** What was read since this was asked last. */
  take(): { records: Kept[]; unread: UnreadRecord[] };
}

const longestExcerpt = 200;

/** Reads a whole text at once. */
export function readRecords(rules: readonly Rule[], bytes: Uint8Array): { records: JudgedRecord[]; unread: UnreadRecord[] } {
  const reader = openRecordReader(rules, (judged) => judged);
  reader.feed(bytes);
  reader.end();
  return reader.take();
}

/** `keep` is called for each record while it is fresh: what it does not return is gone before the next ones come. */
export function openRecordReader<Kept>(rules: readonly Rule[], keep: (judged: JudgedRecord) => Kept): RecordReader<Kept> {
  const index = indexRules(rules);
  const scanner = openScanner(index, { tellAll: true });
  const parse = openRecordParser();
  let records: Kept[] = [];
  let unread: UnreadRecord[] = [];

  const slabs = openSlabs();

  const add = (value: unknown, raw: () => Uint8Array, found: readonly Candidate[] | null) => {
    const record = readRecord(value);
    if (typeof record === 'string') {
      unread.push({ because: record, excerpt: Buffer.from(raw()).toString().slice(0, longestExcerpt) });
      return;
    }
    const candidates = found ?? index.bucket(record.eventSource, record.eventName).candidates;
    records.push(keep({ record, raw: raw(), matched: matchedBy(candidates, record) }));
  };
  const onRecord = ({ bytes, candidates }: FoundRecord) => {
    const text = bytes.toString('utf8');
    const value = parse(text);
    if (value === undefined) unread.push({ because: 'it is not JSON', excerpt: text.slice(0, longestExcerpt) });
    else if (candidates) add(value, () => compactOf({ bytes, text, value }), candidates);
    else for (const inner of unwrapRecords(value)) add(inner, () => Buffer.from(JSON.stringify(inner)), null);
  };
  const compactOf = ({ bytes, text, value }: { bytes: Buffer; text: string; value: unknown }) => {
    if (text.includes('\n')) return Buffer.from(JSON.stringify(value));
    // What is not UTF-8 was mended when it became text.
    return bytes.length === text.length ? slabs.copy(bytes) : Buffer.from(text);
  };

  return {
    feed: (piece) => scanner.feed(piece, onRecord),
    end() {
      let left = scanner.end(onRecord);
      scanner.restart();
      while (left.length > 0) {
        const { broken, rest } = splitBroken(left);
        if (broken !== '') unread.push({ because: 'it ends in the middle', excerpt: broken.slice(0, longestExcerpt) });
        scanner.feed(rest, onRecord);
        const after = scanner.end(onRecord);
        scanner.restart();
        if (broken === '' && after.length === rest.length) break;
        left = after;
      }
    },
    take() {
      const taken = { records, unread };
      records = [];
      unread = [];
      return taken;
    },
  };
}

const none: readonly Rule[] = [];

function matchedBy(candidates: readonly Candidate[], record: CloudTrailRecord): readonly Rule[] {
  let matched: Rule[] | undefined;
  for (const { matches, rule } of candidates) if (matches(record)) (matched ??= []).push(rule);
  return matched ?? none;
}

const slabBytes = 1_048_576;

/** Copies of many short texts, some hundred in one piece of memory. */
function openSlabs(): { copy(bytes: Buffer): Uint8Array } {
  let slab = Buffer.alloc(0);
  let used = 0;
  return {
    copy(bytes) {
      if (used + bytes.length > slab.length) {
        slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, bytes.length));
        used = 0;
      }
      bytes.copy(slab, used);
      used += bytes.length;
      return slab.subarray(used - bytes.length, used);
    },
  };
}
