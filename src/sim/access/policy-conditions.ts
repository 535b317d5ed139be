import type { PolicyStatement } from '../world/world.ts';
import { isInRange } from './is-in-range.ts';
import { fillVariables, matchesPattern, type AccessContext } from './match-pattern.ts';

/** `unknown` when an operator is asked for that is not checked here. */
export type Holding = boolean | 'unknown';

type Test = (actual: string, wanted: string, context: AccessContext) => boolean;

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted, context) => actual === fillVariables(wanted, context),
  StringEqualsIgnoreCase: (actual, wanted, context) => actual.toLowerCase() === fillVariables(wanted, context)?.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  BinaryEquals: (actual, wanted) => actual === wanted,
  IpAddress: (actual, wanted) => isInRange(actual, wanted),
  NumericEquals: (actual, wanted) => Number(actual) === Number(wanted),
  NumericLessThan: (actual, wanted) => Number(actual) < Number(wanted),
  NumericLessThanEquals: (actual, wanted) => Number(actual) <= Number(wanted),
  NumericGreaterThan: (actual, wanted) => Number(actual) > Number(wanted),
  NumericGreaterThanEquals: (actual, wanted) => Number(actual) >= Number(wanted),
  DateEquals: (actual, wanted) => timeOf(actual) === timeOf(wanted),
  DateLessThan: (actual, wanted) => timeOf(actual) < timeOf(wanted),
  DateLessThanEquals: (actual, wanted) => timeOf(actual) <= timeOf(wanted),
  DateGreaterThan: (actual, wanted) => timeOf(actual) > timeOf(wanted),
  DateGreaterThanEquals: (actual, wanted) => timeOf(actual) >= timeOf(wanted),
};

/** Operators that hold where another one does not, for a missing key too. */
const opposites: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

export function conditionsHold(condition: PolicyStatement['Condition'], context: AccessContext): Holding {
  let holding: Holding = true;
  for (const [operator, keys] of Object.entries(condition ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      const held = holds(operator, [context[key.toLowerCase()] ?? []].flat(), { wanted: [value].flat().map(String), context });
      if (held === false) return false;
      if (held === 'unknown') holding = held;
    }
  }
  return holding;
}

export function isKnownOperator(operator: string): boolean {
  const { name } = partsOf(operator);
  return name === 'Null' || Object.hasOwn(tests, opposites[name] ?? name);
}

function holds(operator: string, actual: readonly string[], { wanted, context }: { wanted: readonly string[]; context: AccessContext }): Holding {
  const { quantifier, name, isOptional } = partsOf(operator);
  if (name === 'Null') return wanted.some((value) => value.toLowerCase() === String(actual.length === 0));
  const opposite = opposites[name];
  const test = tests[opposite ?? name];
  if (!test) return 'unknown';
  const holdsFor = (value: string) => wanted.some((one) => test(value, one, context)) === (opposite === undefined);
  if (quantifier === 'ForAllValues') return actual.every(holdsFor);
  if (quantifier === 'ForAnyValue') return actual.some(holdsFor);
  if (actual.length === 0) return isOptional || opposite !== undefined;
  return opposite === undefined ? actual.some(holdsFor) : actual.every(holdsFor);
}

function partsOf(operator: string): { quantifier: string | undefined; name: string; isOptional: boolean } {
  const [, quantifier, name = '', optional] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  return { quantifier, name, isOptional: optional !== undefined };
}

function timeOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
}
