import { compileCondition } from './compile-condition.ts';
import { testOf, type Expression } from './expression.ts';
import { fieldPath, type FieldPath } from './read-values.ts';
import { RuleProblem, within } from './rule-problem.ts';
import type { CorrelationRuleFile } from './rule-schema.ts';

type Written = CorrelationRuleFile['correlation'];
type CorrelationType = Written['type'];

/** What a correlation counts, per group, within a time; ready to be asked of a group's events. */
export interface CorrelationPlan {
  readonly type: CorrelationType;
  /** The rules it refers to, by id or name, in their order. */
  readonly rules: readonly string[];
  readonly timespanMs: number;
  /** Per referred rule: where its events hold each value that groups them. */
  readonly groupBy: ReadonlyMap<string, readonly FieldPath[]>;
  /** What values are counted, added or ranked. */
  readonly fields: readonly FieldPath[];
  readonly percentile: number;
  /** Of a number: a count, a sum, an average. */
  readonly holds: (number: number) => boolean;
  /** Of the rules that were seen, for conditions in words. */
  readonly holdsFor: ((seen: ReadonlySet<string>) => boolean) | null;
  /** Whether more events can only help: then a match is told when it happens, else when the time is over. */
  readonly isGrowing: boolean;
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export function compileCorrelation(correlation: Written): CorrelationPlan {
  const { type, rules, timespan } = correlation;
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  const isOfValues = type.startsWith('value_');
  const written = correlation.condition;
  if (written === undefined && !isTemporal) throw new RuleProblem(`${type} needs a condition, such as gte: 5`, ['condition']);
  if (typeof written === 'string' && type !== 'temporal') throw new RuleProblem(`a condition in words belongs to temporal, not to ${type}`, ['condition']);
  const condition = typeof written === 'object' ? written : {};
  const fields = condition.field === undefined ? [] : [condition.field].flat();
  if (isOfValues && fields.length === 0) throw new RuleProblem(`${type} needs the field whose values it looks at`, ['condition']);
  if (!isOfValues && fields.length > 0) throw new RuleProblem(`${type} does not look at a field`, ['condition', 'field']);
  if (fields.length > 1 && type !== 'value_count') throw new RuleProblem(`${type} looks at one field`, ['condition', 'field']);
  if (condition.percentile !== undefined && type !== 'value_percentile') throw new RuleProblem('percentile belongs to value_percentile', ['condition', 'percentile']);
  const words = typeof written === 'string' ? within('condition', () => inWords(written, rules)) : null;
  return {
    type,
    rules,
    timespanMs: Number(timespan.slice(0, -1)) * (unitMs[timespan.slice(-1)] ?? 0),
    groupBy: new Map(rules.map((rule) => [rule, groupingOf(rule, correlation)])),
    fields: fields.map(fieldPath),
    percentile: condition.percentile ?? 50,
    holds: words ? () => true : limitsOf(condition, isTemporal ? rules.length : null),
    holdsFor: words?.holdsFor ?? null,
    isGrowing: words ? words.isGrowing : isGrowing(type, condition),
  };
}

function groupingOf(rule: string, correlation: Written): FieldPath[] {
  return correlation['group-by'].map((field) => fieldPath(aliasFor(field, rule, correlation.aliases)));
}

function aliasFor(field: string, rule: string, aliases: Written['aliases']): string {
  if (!Object.hasOwn(aliases, field)) return field;
  const source = aliases[field]?.[rule];
  if (source === undefined) throw new RuleProblem(`the alias ${field} says nothing of the rule ${rule}`, ['aliases', field]);
  return source;
}

type Limits = { readonly [K in 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq']?: number | undefined };

function limitsOf(limits: Limits, ofAll: number | null): (number: number) => boolean {
  const { gt, gte, lt, lte, eq, neq } = limits;
  const tests: ((number: number) => boolean)[] = [];
  if (gt !== undefined) tests.push((number) => number > gt);
  if (gte !== undefined) tests.push((number) => number >= gte);
  if (lt !== undefined) tests.push((number) => number < lt);
  if (lte !== undefined) tests.push((number) => number <= lte);
  if (eq !== undefined) tests.push((number) => number === eq);
  if (neq !== undefined) tests.push((number) => number !== neq);
  if (tests.length > 0) return (number) => tests.every((test) => test(number));
  if (ofAll === null) throw new RuleProblem('the condition sets no limit, such as gte: 5', ['condition']);
  return (number) => number >= ofAll;
}

function isGrowing(type: CorrelationType, { lt, lte, eq, neq }: Limits): boolean {
  if (type === 'value_avg' || type === 'value_percentile' || type === 'value_median') return false;
  return [lt, lte, eq, neq].every((limit) => limit === undefined);
}

/** `rule_a and rule_b and not rule_c`, of the rules seen in the time. */
function inWords(condition: string, rules: readonly string[]): { isGrowing: boolean; holdsFor: (seen: ReadonlySet<string>) => boolean } {
  const asked = new Map(rules.map((rule): [string, Expression] => [rule, { kind: 'leaf', reads: [], literals: null, test: (seen) => seen instanceof Set && seen.has(rule) }]));
  const expression = compileCondition(condition, asked);
  return { isGrowing: !hasNegation(expression), holdsFor: testOf(expression) };
}

function hasNegation(expression: Expression): boolean {
  if (expression.kind === 'not') return true;
  return expression.kind === 'and' || expression.kind === 'or' ? expression.of.some(hasNegation) : false;
}
