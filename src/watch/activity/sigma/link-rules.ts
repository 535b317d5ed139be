import { allOf, not, testOf } from './expression.ts';
import type { Filter } from './read-rule.ts';
import type { CorrelationRule, Rule } from './rule.ts';

export type AnyRule = Rule | CorrelationRule;

/** A document of a rule file with where it stands, so that what is wrong with it can be told. */
export interface Placed<T> {
  readonly value: T;
  readonly refuse: (because: string, path: readonly (string | number)[]) => void;
}

/** Applies the filters, and joins correlations with the rules they count; one that counts what is not there is refused. */
export function linkRules(given: readonly Placed<AnyRule>[], filters: readonly Placed<Filter>[]): AnyRule[] {
  const filtered = given.map(({ value, refuse }) => ({ refuse, value: value.kind === 'event' ? withFilters(value, filters) : value }));
  for (const { value, refuse } of filters) {
    const missing = value.rules.filter((name) => name !== 'any' && !given.some(({ value: rule }) => rule.kind === 'event' && isCalled(rule, name)));
    if (missing.length > 0) refuse(`the filter names ${missing.join(', ')}, which is no rule that was loaded`, ['filter', 'rules']);
  }
  const sound = withoutUnsound(filtered);
  const counted = new Set<AnyRule>();
  for (const rule of sound) {
    if (rule.kind !== 'correlation' || rule.file.generate || rule.file.correlation.generate === true) continue;
    for (const name of rule.plan.rules) for (const other of sound) if (isCalled(other, name)) counted.add(other);
  }
  return sound.map((rule) => (counted.has(rule) ? { ...rule, alerts: false } : rule));
}

export function isCalled(rule: AnyRule, name: string): boolean {
  return rule.file.id === name || rule.file.name === name || rule.id === name;
}

function withFilters(rule: Rule, filters: readonly Placed<Filter>[]): Rule {
  const excluded = filters.filter(({ value }) => value.rules.some((name) => name === 'any' || isCalled(rule, name) || rule.file.title === name)).map(({ value }) => not(value.excludes));
  if (excluded.length === 0) return rule;
  const expression = allOf([rule.expression, ...excluded]);
  return { ...rule, expression, matches: testOf(expression) };
}

/** Leaves out correlations whose rules are missing, or that count themselves, until none is left that does. */
function withoutUnsound(given: readonly Placed<AnyRule>[]): AnyRule[] {
  let sound = [...given];
  for (;;) {
    const unsound = sound.filter(({ value }) => value.kind === 'correlation' && unsoundness(value, sound.map((one) => one.value)) !== null);
    if (unsound.length === 0) return sound.map(({ value }) => value);
    for (const { value, refuse } of unsound) {
      if (value.kind === 'correlation') refuse(unsoundness(value, sound.map((one) => one.value)) ?? '', ['correlation', 'rules']);
    }
    sound = sound.filter((one) => !unsound.includes(one));
  }
}

function unsoundness(rule: CorrelationRule, rules: readonly AnyRule[]): string | null {
  const missing = rule.plan.rules.filter((name) => !rules.some((other) => isCalled(other, name)));
  if (missing.length > 0) return `it refers to ${missing.join(', ')}, which is no rule that was loaded`;
  return reaches(rule, rule, { rules, passed: new Set() }) ? 'it counts itself, by way of the rules it refers to' : null;
}

function reaches(from: CorrelationRule, wanted: CorrelationRule, search: { readonly rules: readonly AnyRule[]; readonly passed: Set<AnyRule> }): boolean {
  return from.plan.rules.some((name) => {
    const next = search.rules.find((rule) => isCalled(rule, name));
    if (next === wanted) return true;
    if (next?.kind !== 'correlation' || search.passed.has(next)) return false;
    search.passed.add(next);
    return reaches(next, wanted, search);
  });
}
