import { allOf, always, anyOf, never, not, testOf, type Expression, type RecordTest } from './expression.ts';
import { literalsOf } from './literals.ts';
import type { Rule } from './rule.ts';

/** A rule, and what of it is left to ask. */
export interface Candidate {
  readonly rule: Rule;
  readonly matches: RecordTest;
}

/** What is left to ask of the records of one event source and name. */
export interface Bucket {
  readonly candidates: readonly Candidate[];
  /** Those that may match whatever the record holds. */
  readonly anyway: readonly Candidate[];
  /** Those that can only match a record whose bytes hold the literal, in whatever case. */
  readonly byLiteral: ReadonlyMap<string, readonly Candidate[]>;
}

export interface RuleIndex {
  bucket(source: string, name: string): Bucket;
}

const nameFields: readonly string[] = ['eventSource', 'eventName'];

/**
 * Once per event source and name it is worked out which rules can still match and what they still ask, so that a
 * record meets only these.
 */
export function indexRules(rules: readonly Rule[]): RuleIndex {
  const buckets = new Map<string, Bucket>();
  const { byName, others } = sortByName(rules);
  return {
    bucket(source, name) {
      const key = `${source} ${name}`;
      const known = buckets.get(key);
      if (known) return known;
      const bucket = bucketFor([...(byName.get(name.toLowerCase()) ?? []), ...others], { eventSource: source, eventName: name });
      buckets.set(key, bucket);
      return bucket;
    },
  };
}

function bucketFor(rules: readonly Rule[], names: { eventSource: string; eventName: string }): Bucket {
  const left = rules.map((rule) => ({ rule, asks: whatRemains(rule.expression, names) })).filter(({ asks }) => !isNever(asks));
  const candidates: Candidate[] = [];
  const anyway: Candidate[] = [];
  const byLiteral = new Map<string, Candidate[]>();
  for (const { rule, asks } of left) {
    const candidate = { rule, matches: testOf(asks) };
    const literals = literalsOf(asks);
    candidates.push(candidate);
    if (literals === null) anyway.push(candidate);
    for (const literal of literals ?? []) byLiteral.set(literal, [...(byLiteral.get(literal) ?? []), candidate]);
  }
  return { candidates, anyway, byLiteral };
}

/** Rules by the names that they need, in lower case; the others are asked about every name. */
function sortByName(rules: readonly Rule[]): { byName: Map<string, Rule[]>; others: Rule[] } {
  const byName = new Map<string, Rule[]>();
  const others: Rule[] = [];
  for (const rule of rules) {
    const names = namesNeeded(rule.expression);
    if (names === null) others.push(rule);
    for (const name of names ?? []) byName.set(name, [...(byName.get(name) ?? []), rule]);
  }
  return { byName, others };
}

/** The whole event names of which one must stand in the record, or null when others could too. */
export function namesNeeded(expression: Expression): Set<string> | null {
  switch (expression.kind) {
    case 'leaf': {
      const isName = expression.reads.length === 1 && expression.reads[0] === 'eventName';
      const whole = isName ? (expression.literals ?? []).filter((literal) => literal.startsWith('"') && literal.endsWith('"')) : [];
      return isName && whole.length > 0 && whole.length === expression.literals?.length ? new Set(whole.map((literal) => literal.slice(1, -1))) : null;
    }
    case 'constant':
      return expression.holds ? null : new Set();
    case 'not':
      return null;
    case 'and': {
      const known = expression.of.map(namesNeeded).filter((names) => names !== null);
      return known.length === 0 ? null : known.reduce((some, others) => (others.size < some.size ? others : some));
    }
    case 'or': {
      const all = expression.of.map(namesNeeded);
      return all.every((names) => names !== null) ? all.reduce((some, others) => some.union(others), new Set<string>()) : null;
    }
  }
}

/** The expression with everything answered that the names alone can answer. */
function whatRemains(expression: Expression, names: object): Expression {
  switch (expression.kind) {
    case 'leaf':
      if (expression.reads.length === 0 || !expression.reads.every((field) => nameFields.includes(field))) return expression;
      return expression.test(names) ? always : never;
    case 'constant':
      return expression;
    case 'not': {
      const inner = whatRemains(expression.of, names);
      return inner.kind === 'constant' ? (inner.holds ? never : always) : not(inner);
    }
    case 'and': {
      const left = expression.of.map((part) => whatRemains(part, names));
      if (left.some(isNever)) return never;
      const asked = left.filter((part) => part.kind !== 'constant');
      return asked.length === 0 ? always : allOf(asked);
    }
    case 'or': {
      const left = expression.of.map((part) => whatRemains(part, names));
      if (left.some((part) => part.kind === 'constant' && part.holds)) return always;
      const asked = left.filter((part) => part.kind !== 'constant');
      return asked.length === 0 ? never : anyOf(asked);
    }
  }
}

function isNever(expression: Expression): boolean {
  return expression.kind === 'constant' && !expression.holds;
}
