import { correlate, type CorrelatedEvent, type CorrelationMatch } from './correlate.ts';
import { countedValue, feedsOf, groupKeyOf, groupNames, innerFirst, type Feed } from './group-events.ts';
import type { AnyRule } from './link-rules.ts';
import { valuesAt, type FieldPath } from './read-values.ts';
import type { CorrelationRule, Rule } from './rule.ts';

/** Correlation rules at work: events are added as their rules match, in any order; the matches can be asked at any time. */
export interface Correlations<Context> {
  /** Whether any correlation counts what this rule matches. */
  counts(rule: Rule): boolean;
  add(rule: Rule, event: { readonly record: unknown; readonly eventId: string; readonly atMs: number; readonly context: Context }): void;
  matches(): CorrelatedMatch<Context>[];
}

export interface CorrelatedMatch<Context> {
  readonly rule: CorrelationRule;
  readonly match: CorrelationMatch;
  /** The values that group its events, by the field's name in the rule. */
  readonly group: Readonly<Record<string, string>>;
  /** What was known of its events, oldest first, each kind once. */
  readonly contexts: readonly Context[];
}

interface Kept<Context> extends CorrelatedEvent {
  readonly contexts: readonly Context[];
  /** What the correlations above need to group and count it; null where there is none. */
  readonly record: unknown;
}

type Groups<Context> = Map<CorrelationRule, Map<string, Kept<Context>[]>>;

export function openCorrelations<Context>(rules: readonly Rule[], correlations: readonly CorrelationRule[]): Correlations<Context> {
  const feeds = new Map<AnyRule, Feed[]>([...rules, ...correlations].map((rule): [AnyRule, Feed[]] => [rule, feedsOf(rule, correlations)]).filter(([, into]) => into.length > 0));
  const keep = projector(correlations);
  const groups: Groups<Context> = new Map();

  const feed = (rule: AnyRule, event: Omit<Kept<Context>, 'rule' | 'value' | 'record'> & { record: unknown }, into: Groups<Context>) => {
    for (const { into: correlation, name } of feeds.get(rule) ?? []) {
      const key = groupKeyOf(correlation, name, event.record);
      if (key === null) continue;
      const ofRule = into.get(correlation) ?? new Map<string, Kept<Context>[]>();
      into.set(correlation, ofRule);
      const list = ofRule.get(key) ?? [];
      ofRule.set(key, list);
      list.push({ atMs: event.atMs, eventIds: event.eventIds, contexts: event.contexts, rule: name, value: countedValue(correlation.plan, event.record), record: feeds.has(correlation) ? keep(event.record) : null });
    }
  };

  return {
    counts: (rule) => feeds.has(rule),
    add(rule, { record, eventId, atMs, context }) {
      feed(rule, { atMs, eventIds: [eventId], contexts: [context], record }, groups);
    },
    matches() {
      const found: CorrelatedMatch<Context>[] = [];
      const all: Groups<Context> = new Map([...groups].map(([rule, ofRule]) => [rule, new Map([...ofRule].map(([key, list]) => [key, [...list]]))]));
      for (const rule of innerFirst(correlations)) {
        for (const [key, events] of all.get(rule) ?? []) {
          for (const match of correlate(rule.plan, events)) {
            const parts = partsOf(events, match);
            const contexts = [...new Set(parts.flatMap((part) => part.contexts))];
            found.push({ rule, match, group: groupNames(rule, key), contexts });
            feed(rule, { atMs: match.metMs, eventIds: match.eventIds, contexts, record: parts.at(-1)?.record ?? null }, all);
          }
        }
      }
      return found;
    },
  };
}

/** Keeps of a record what grouping and counting will read of it, and lets the rest go. */
function projector(correlations: readonly CorrelationRule[]): (record: unknown) => unknown {
  const paths = new Map<string, FieldPath>();
  for (const { plan } of correlations) for (const path of [...plan.groupBy.values()].flat().concat(plan.fields)) paths.set(path.dotted, path);
  return (record) =>
    Object.fromEntries(
      [...paths.values()].flatMap((path) => {
        const values = valuesAt(record, path);
        return values.length === 0 ? [] : [[path.dotted, values.length === 1 ? values[0] : values]];
      }),
    );
}

function partsOf<Context>(events: readonly Kept<Context>[], match: CorrelationMatch): Kept<Context>[] {
  const ids = new Set(match.eventIds);
  return events.filter(({ eventIds }) => eventIds.some((id) => ids.has(id))).sort((a, b) => a.atMs - b.atMs);
}
