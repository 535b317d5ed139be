import type { Verdict } from '../../core/verdict.ts';
import { coversRecord } from '../../watch/activity/rulebook/covers-record.ts';
import type { SuggestedException } from './contract.ts';
import { describingFields, narrowestFields, seedFields } from './narrowest-fields.ts';

/** A finding on a day, with the records that it stands on. */
export interface PastAlert {
  /** Null for what was never told. */
  readonly findingId: string | null;
  readonly day: string;
  readonly verdict: Verdict | null;
  readonly records: readonly unknown[];
}

const leastRepeated = 5;
const leastDays = 2;
const mostShown = 5;
const mostFindings = 10;

/** The narrowest exceptions that cover what is alike among harmless or repeated alerts. One that would hide a true finding is none. */
export function findSuggestions(alerts: readonly PastAlert[]): SuggestedException[] {
  const harmless = alerts.filter(({ verdict }) => verdict === 'benign' || verdict === 'false-positive');
  const undecided = alerts.filter(({ verdict }) => verdict === null);
  const groups = seedFields.flatMap((seed) => [
    ...alike(harmless, seed).map((group) => ({ group, why: 'judged' as const })),
    ...alike(undecided, seed).filter(isRepeated).map((group) => ({ group, why: 'repeated' as const })),
  ]);
  const found = new Map<string, SuggestedException>();
  for (const { group, why } of groups) {
    const fields = narrowestFields(group.flatMap(({ records }) => records));
    const key = JSON.stringify(fields);
    if (fields.length === 0 || found.has(key)) continue;
    const suggestion = weigh(fields, why, alerts);
    if (suggestion) found.set(key, suggestion);
  }
  return withoutNarrower([...found.values()].sort((a, b) => b.silences - a.silences || b.judgedHarmless - a.judgedHarmless || b.fields.length - a.fields.length)).slice(0, mostShown);
}

function alike(alerts: readonly PastAlert[], seed: (typeof seedFields)[number]): PastAlert[][] {
  const groups = Map.groupBy(alerts, ({ records }) => {
    const values = new Set(records.map((record) => describingFields[seed](record)));
    const [only] = values;
    return values.size === 1 ? (only ?? null) : null;
  });
  groups.delete(null);
  return [...groups.values()];
}

function isRepeated(group: readonly PastAlert[]): boolean {
  return group.length >= leastRepeated && new Set(group.map(({ day }) => day)).size >= leastDays;
}

function weigh(fields: SuggestedException['fields'], why: SuggestedException['why'], alerts: readonly PastAlert[]): SuggestedException | null {
  const [first, ...also] = fields;
  if (!first) return null;
  const covers = (record: unknown) => coversRecord({ ...first, also }, record);
  // One event of a true finding is enough: without it, nobody would have seen the whole.
  if (alerts.some(({ verdict, records }) => verdict === 'true-positive' && records.some(covers))) return null;
  const silenced = alerts.filter(({ records }) => records.length > 0 && records.every(covers));
  if (silenced.length === 0) return null;
  return {
    fields,
    why,
    silences: silenced.length,
    of: alerts.length,
    judgedHarmless: silenced.filter(({ verdict }) => verdict !== null).length,
    undecided: silenced.filter(({ verdict }) => verdict === null).length,
    hidesTrue: 0,
    findings: [...new Set(silenced.flatMap(({ findingId }) => findingId ?? []))].slice(0, mostFindings),
  };
}

/** Of several that silence the same, the one with the most fields stays. */
function withoutNarrower(sorted: readonly SuggestedException[]): SuggestedException[] {
  return sorted.filter((one, at) => !sorted.slice(0, at).some((other) => other.silences === one.silences && one.fields.every(({ field, value }) => other.fields.some((kept) => kept.field === field && kept.value === value))));
}
