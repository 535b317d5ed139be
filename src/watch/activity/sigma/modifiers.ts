import { RuleProblem } from './rule-problem.ts';

const encodings = ['base64', 'base64offset', 'wide', 'utf16le', 'utf16be', 'utf16'] as const;
export type Encoding = (typeof encodings)[number];
const places = ['contains', 'startswith', 'endswith'] as const;
export type Place = (typeof places)[number];
const comparisons = ['lt', 'lte', 'gt', 'gte'] as const;
export type Comparison = (typeof comparisons)[number];
const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof timeParts)[number];
const flags = ['i', 'm', 's'] as const;

/** The modifiers of one field, sorted by what they do. */
export interface Modifiers {
  readonly place: Place | null;
  readonly encodings: readonly Encoding[];
  readonly comparison: Comparison | null;
  readonly timePart: TimePart | null;
  /** The flags of a regular expression, or null when the values are none. */
  readonly expressionFlags: string | null;
  readonly isAll: boolean;
  readonly isCased: boolean;
  readonly isCidr: boolean;
  readonly isExists: boolean;
  readonly isFieldReference: boolean;
  readonly isNot: boolean;
  readonly isWindash: boolean;
  readonly isExpand: boolean;
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  place: places,
  comparison: comparisons,
  timePart: timeParts,
};

/** Modifiers that say how a value is compared: a field has at most one of them, but for the pairs named here. */
const manners: readonly string[] = [...places, ...comparisons, 're', 'cidr', 'exists', 'fieldref'];
const pairs: readonly string[] = places.map((place) => `${place}+fieldref`);

export function readModifiers(names: readonly string[]): Modifiers {
  const has = (name: string) => names.includes(name);
  const known = [...manners, ...encodings, ...timeParts, ...flags, 'all', 'cased', 'neq', 'windash', 'expand'];
  for (const name of names) {
    if (!known.includes(name)) throw new RuleProblem(`"${name}" is not a modifier of Sigma 2.1`);
    if (names.indexOf(name) !== names.lastIndexOf(name)) throw new RuleProblem(`the modifier ${name} stands there twice`);
  }
  const encoded = names.filter((name) => isOneOf(name, encodings));
  refuseContradictions(names, encoded);
  return {
    place: oneOf(names, places),
    comparison: oneOf(names, comparisons),
    timePart: oneOf(names, timeParts),
    encodings: encodings.filter(has).sort((a, b) => names.indexOf(a) - names.indexOf(b)),
    expressionFlags: has('re') ? names.filter((name) => isOneOf(name, flags)).join('') : null,
    isAll: has('all'),
    isCased: has('cased'),
    isCidr: has('cidr'),
    isExists: has('exists'),
    isFieldReference: has('fieldref'),
    isNot: has('neq'),
    isWindash: has('windash'),
    isExpand: has('expand'),
  };
}

function refuseContradictions(names: readonly string[], encoded: readonly string[]): void {
  const has = (name: string) => names.includes(name);
  const clash = (one: string, other: string) => {
    if (has(one) && has(other)) throw new RuleProblem(`the modifiers ${one} and ${other} contradict each other`);
  };
  for (const kind of Object.values(kinds)) {
    const [first, second] = names.filter((name) => kind.includes(name));
    if (first !== undefined && second !== undefined) clash(first, second);
  }
  const chosen = names.filter((name) => manners.includes(name));
  if (chosen.length > 1 && !pairs.includes([...chosen].sort().join('+'))) throw new RuleProblem(`the modifiers ${chosen.join(' and ')} contradict each other`);
  for (const flag of flags) if (has(flag) && !has('re')) throw new RuleProblem(`the modifier ${flag} belongs to re`);
  for (const other of ['cidr', 're', 'exists', ...comparisons, ...timeParts]) {
    clash('cased', other);
    clash('windash', other);
    for (const encoding of encoded) clash(encoding, other);
  }
  for (const encoding of [...encoded, 'windash', 'expand']) clash('fieldref', encoding);
  for (const other of [...places, 're', 'cidr', 'exists', 'fieldref', 'windash']) for (const part of timeParts) clash(part, other);
  for (const other of ['exists', ...comparisons]) clash('neq', other);
  for (const other of ['all', 'expand']) clash('exists', other);
  refuseOrder(names, encoded);
}

function refuseOrder(names: readonly string[], encoded: readonly string[]): void {
  const wide = encoded.filter((name) => !name.startsWith('base64'));
  const base = encoded.filter((name) => name.startsWith('base64'));
  if (wide.length > 1 || base.length > 1) throw new RuleProblem(`the modifiers ${encoded.join(' and ')} contradict each other`);
  const [one] = wide;
  const [other] = base;
  if (one !== undefined && other !== undefined && names.indexOf(one) > names.indexOf(other)) {
    throw new RuleProblem(`${one} stands after ${other}, which has encoded the value already`);
  }
  const lastTransformation = Math.max(...encoded.map((name) => names.indexOf(name)), -1);
  const place = places.find((name) => names.includes(name));
  if (place !== undefined && lastTransformation > names.indexOf(place)) throw new RuleProblem(`${place} stands before ${encoded.at(-1) ?? ''}, which changes the value`);
}

function oneOf<T extends string>(names: readonly string[], list: readonly T[]): T | null {
  return list.find((name) => names.includes(name)) ?? null;
}

function isOneOf(name: string, list: readonly string[]): boolean {
  return list.includes(name);
}
