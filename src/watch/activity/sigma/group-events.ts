import type { CorrelationPlan } from './compile-correlation.ts';
import { isCalled, type AnyRule } from './link-rules.ts';
import { numberIn } from './match-number.ts';
import { textOf, valuesAt, type FieldPath } from './read-values.ts';
import type { CorrelationRule } from './rule.ts';

/** Where the matches of a rule are counted. */
export interface Feed {
  readonly into: CorrelationRule;
  /** The rule as that correlation names it. */
  readonly name: string;
}

export function feedsOf(rule: AnyRule, correlations: readonly CorrelationRule[]): Feed[] {
  return correlations.flatMap((into) => into.plan.rules.filter((name) => isCalled(rule, name)).map((name) => ({ into, name })));
}

/** The values that group a record, as one text. Null when it has none of them: it belongs to no group. */
export function groupKeyOf({ plan }: CorrelationRule, name: string, record: unknown): string | null {
  const values = (plan.groupBy.get(name) ?? []).map((path) => textAt(record, path));
  return values.length > 0 && values.every((value) => value === null) ? null : JSON.stringify(values);
}

/** What a correlation counts, adds or ranks of a record. */
export function countedValue(plan: CorrelationPlan, record: unknown): string | number | null {
  const [first] = plan.fields;
  if (!first) return null;
  if (plan.type !== 'value_count') return numberIn(valuesAt(record, first)[0]);
  const values = plan.fields.map((path) => textAt(record, path));
  return values.every((value) => value === null) ? null : JSON.stringify(values);
}

/** The values of a group key by the names of their fields in the rule. */
export function groupNames(rule: CorrelationRule, key: string): Record<string, string> {
  const values: unknown = JSON.parse(key);
  const names = rule.file.correlation['group-by'];
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const value: unknown = Array.isArray(values) ? values[at] : null;
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}

/** A correlation of correlations comes after those that it counts. */
export function innerFirst(correlations: readonly CorrelationRule[]): CorrelationRule[] {
  const ordered: CorrelationRule[] = [];
  const visit = (rule: CorrelationRule) => {
    if (ordered.includes(rule)) return;
    for (const other of correlations) if (rule.plan.rules.some((name) => isCalled(other, name))) visit(other);
    ordered.push(rule);
  };
  for (const rule of correlations) visit(rule);
  return ordered;
}

function textAt(record: unknown, path: FieldPath): string | null {
  const values = valuesAt(record, path).filter((value) => value !== null);
  return values.length === 0 ? null : values.map(textOf).join(', ');
}
