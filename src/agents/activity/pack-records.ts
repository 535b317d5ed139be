import type { CallRecord } from '../../watch/activity/actors/resolve-actor.ts';
import { principalOf } from '../../watch/activity/normalise-activity.ts';
import type { Activity } from '../../core/activity.ts';
import type { Rule } from '../../watch/activity/sigma/rule.ts';
import { wholeRecord, type NotedRecord } from './note-record.ts';

/**
 * Records on their way from one thread to another, column by column. Whatever has fields is copied with their names, for each record anew;
 * a text that many records share is copied once here, and a buffer not at all.
 */
export interface PackedRecords {
  readonly texts: readonly string[];
  /** What is said of each record in as many numbers: most are places among the texts. */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly eventIds: readonly string[];
  /** The different identities as JSON. */
  readonly identities: string;
  /** Of the few records that have any. */
  readonly resources: readonly (readonly [record: number, resources: Activity['resources']])[];
  /** Of the few records that any rule matched, the places of the rules. */
  readonly matched: readonly (readonly [record: number, rules: readonly number[]])[];
  readonly raw: Uint8Array<ArrayBuffer>;
}

const [readOnly, namesAccount, isWhole] = [1, 2, 4];

/** In the order in which they are unpacked. */
const textColumns: readonly ((record: NotedRecord) => string | null)[] = [
  ({ activity }) => activity.at,
  ({ activity }) => activity.accountId,
  ({ activity }) => activity.region,
  ({ activity }) => activity.service,
  ({ activity }) => activity.action,
  ({ activity }) => activity.sourceAddress,
  ({ activity }) => activity.userAgent,
  ({ activity }) => activity.errorCode,
  ({ activity }) => activity.errorMessage,
  ({ eventType }) => eventType,
  ({ category }) => category,
];
const wordsOfRecord = 3 + textColumns.length;

export function packRecords(records: readonly NotedRecord[], rules: ReadonlyMap<Rule, number>): PackedRecords {
  const texts = openTable<string>();
  const columns = textColumns.map((read) => ({ read, placeOf: openColumn(texts) }));
  const identities = openTable<CallRecord['userIdentity']>();
  const words = new Uint32Array(records.length * wordsOfRecord);
  const raw = new Uint8Array(records.reduce((sum, one) => sum + one.raw.length, 0));
  let at = 0;
  let rawEnd = 0;
  for (const one of records) {
    raw.set(one.raw, rawEnd);
    rawEnd += one.raw.length;
    words[at] = (one.activity.isReadOnly ? readOnly : 0) | (one.call.recipientAccountId === undefined ? 0 : namesAccount) | (one.record ? isWhole : 0);
    words[at + 1] = rawEnd;
    words[at + 2] = identities.placeOf(one.call.userIdentity);
    at += 3;
    for (const { read, placeOf } of columns) {
      words[at] = placeOf(read(one));
      at += 1;
    }
  }
  return {
    texts: texts.values,
    words,
    eventIds: records.map(({ activity }) => activity.eventId),
    identities: JSON.stringify(identities.values),
    resources: records.flatMap(({ activity: { resources } }, place) => (resources.length === 0 ? [] : [[place, resources] as const])),
    matched: records.flatMap(({ matched }, place) => (matched.length === 0 ? [] : [[place, matched.map((rule) => rules.get(rule) ?? -1)] as const])),
    raw,
  };
}

export function unpackRecords(packed: PackedRecords, rules: readonly Rule[]): NotedRecord[] {
  const { texts, words, eventIds, raw } = packed;
  const callers = identitiesOf(packed).map((userIdentity) => ({ userIdentity, principal: principalOf(userIdentity) }));
  const resources = new Map(packed.resources);
  const matched = new Map(packed.matched);
  let at = 0;
  let rawEnd = 0;
  const word = () => {
    at += 1;
    return words[at - 1] ?? 0;
  };
  const textOrNull = () => {
    const place = word();
    return place === 0 ? null : (texts[place - 1] ?? null);
  };
  const text = () => textOrNull() ?? '';
  return eventIds.map((eventId, place) => {
    const flags = word();
    const rawStart = rawEnd;
    rawEnd = word();
    const bytes = raw.subarray(rawStart, rawEnd);
    const caller = callers[word()];
    if (!caller) throw new Error('A record came without its caller');
    const activity: Activity = {
      eventId,
      at: text(),
      accountId: text(),
      region: text(),
      service: text(),
      action: text(),
      isReadOnly: (flags & readOnly) !== 0,
      principal: caller.principal,
      sourceAddress: textOrNull(),
      userAgent: textOrNull(),
      errorCode: textOrNull(),
      errorMessage: textOrNull(),
      resources: resources.get(place) ?? noResources,
    };
    return {
      activity,
      call: { userIdentity: caller.userIdentity, recipientAccountId: (flags & namesAccount) === 0 ? undefined : activity.accountId, userAgent: activity.userAgent ?? undefined },
      record: (flags & isWhole) === 0 ? null : wholeRecord({ record: null, raw: bytes }),
      raw: bytes,
      eventType: textOrNull(),
      category: textOrNull(),
      matched: matched.get(place)?.map((one) => ruleAt(rules, one)) ?? noRules,
    };
  });
}

const noResources: Activity['resources'] = [];
const noRules: readonly Rule[] = [];

/** Guarantee: they are those of records that were read, as `packRecords` wrote them. */
function identitiesOf({ identities }: PackedRecords): CallRecord['userIdentity'][] {
  return JSON.parse(identities) as CallRecord['userIdentity'][];
}

function ruleAt(rules: readonly Rule[], place: number): Rule {
  const rule = rules[place];
  if (!rule) throw new Error('The threads read different rules: their files were changed meanwhile. Start again');
  return rule;
}

/** Different values in the order in which they came. */
function openTable<Value>(): { readonly values: Value[]; placeOf(value: Value): number } {
  const places = new Map<Value, number>();
  const values: Value[] = [];
  return {
    values,
    placeOf(value) {
      const known = places.get(value);
      if (known !== undefined) return known;
      places.set(value, values.length);
      return values.push(value) - 1;
    },
  };
}

/** The places of one column's texts among those of all columns, counted from 1. Many texts are that of the record before. */
function openColumn(texts: { placeOf(text: string): number }): (text: string | null) => number {
  let last: string | null = null;
  let place = 0;
  return (text) => {
    if (text === null) return 0;
    if (text !== last) {
      last = text;
      place = texts.placeOf(text) + 1;
    }
    return place;
  };
}
