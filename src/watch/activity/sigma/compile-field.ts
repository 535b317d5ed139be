import { encodeValue } from './encode-value.ts';
import { allOf, anyOf, not, type Expression, type Leaf } from './expression.ts';
import { keyLiteral } from './literals.ts';
import { matchNetwork, networkLiteral } from './match-address.ts';
import { matchExpression } from './match-expression.ts';
import { compareNumber, timePartOf } from './match-number.ts';
import { literalsFor, matchAnyText, matchText, type ValueMatch } from './match-text.ts';
import { readModifiers, type Modifiers } from './modifiers.ts';
import { expandPlaceholders, type Placeholders } from './placeholders.ts';
import { plainText, readPattern } from './pattern.ts';
import { fieldPath, isPresent, someValue, textOf, valuesAt, type FieldPath, type ValueTest } from './read-values.ts';
import { RuleProblem } from './rule-problem.ts';

/** One field of a selection, such as `userAgent|contains: [kali, parrot]`. */
export function compileField(key: string, expected: unknown, placeholders: Placeholders): Expression {
  const [name = '', ...names] = key.split('|');
  const modifiers = readModifiers(names);
  const path = fieldPath(name);
  const values = Array.isArray(expected) ? expected : [expected];
  if (values.length === 0) throw new RuleProblem('the list of values is empty');
  if (modifiers.isExists) return exists(path, values);
  const each = values.map((value) => oneValue(path, value, { modifiers, placeholders }));
  const positive = modifiers.isAll ? allOf(each) : (anyWholeText(path, values, modifiers) ?? anyOf(each));
  return modifiers.isNot ? not(positive) : positive;
}

interface Reading {
  readonly modifiers: Modifiers;
  readonly placeholders: Placeholders;
}

function oneValue(path: FieldPath, value: unknown, { modifiers, placeholders }: Reading): Expression {
  if (modifiers.isFieldReference) return sameAs(path, value, modifiers);
  if (value === null) {
    if (isPlain(modifiers)) return isNull(path);
    throw new RuleProblem('null takes no modifiers');
  }
  if (typeof value === 'object' || value === undefined) throw new RuleProblem('a value is text, a number, true, false or null');
  const expanded = modifiers.isExpand ? expandPlaceholders(value, placeholders) : [value];
  const matches = expanded.flatMap((one) => matchesFor(one, modifiers));
  return leaf(path, matches);
}

function matchesFor(value: unknown, modifiers: Modifiers): ValueMatch[] {
  const { comparison, timePart } = modifiers;
  const unspecific = (test: ValueTest): ValueMatch[] => [{ test, literal: null, readsLists: false }];
  if (timePart !== null) {
    const test = comparison === null ? equalNumber(value, timePart) : compareNumber(value, comparison);
    return unspecific((actual) => test(timePartOf(actual, timePart)));
  }
  if (comparison !== null) return unspecific(compareNumber(value, comparison));
  if (modifiers.isCidr) return [{ test: matchNetwork(value), literal: networkLiteral(value), readsLists: false }];
  if (modifiers.expressionFlags !== null) return [matchExpression(value, modifiers.expressionFlags)];
  return encodeValue(String(value), modifiers).map((text) => matchText(text, modifiers));
}

function equalNumber(value: unknown, part: string): ValueTest {
  const wanted = Number(value);
  if (typeof value === 'boolean' || !Number.isInteger(wanted)) throw new RuleProblem(`${part} takes a whole number`);
  return (actual) => actual === wanted;
}

/** Many whole texts, which is how most rules name their calls, are one look-up. */
function anyWholeText(path: FieldPath, values: readonly unknown[], modifiers: Modifiers): Expression | null {
  if (!isPlain(modifiers) || values.length < 2) return null;
  const texts: string[] = [];
  for (const value of values) {
    const text = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? plainText(readPattern(String(value))) : null;
    if (text === null) return null;
    texts.push(text);
  }
  const literals = literalsFor(texts.map((text) => matchText(text.replaceAll(/[\\*?]/g, (special) => `\\${special}`), modifiers)), lastStep(path));
  const test = matchAnyText(texts);
  return { kind: 'leaf', reads: [path.dotted], literals, test: (record) => someValue(record, path, test) };
}

/** Nothing but `neq` and `all`, which are about the values together. */
function isPlain(modifiers: Modifiers): boolean {
  const { place, comparison, timePart, expressionFlags, encodings } = modifiers;
  const named = [place, comparison, timePart, expressionFlags].some((one) => one !== null);
  const { isCased, isCidr, isWindash, isExpand, isFieldReference } = modifiers;
  return !named && encodings.length === 0 && ![isCased, isCidr, isWindash, isExpand, isFieldReference].includes(true);
}

function leaf(path: FieldPath, matches: readonly ValueMatch[]): Leaf {
  const [first] = matches;
  const test: ValueTest = matches.length === 1 && first ? first.test : (value) => matches.some((match) => match.test(value));
  const ofLists = matches.filter(({ readsLists }) => readsLists);
  const literals = literalsFor(matches, lastStep(path));
  if (ofLists.length === 0) return { kind: 'leaf', reads: [path.dotted], literals, test: (record) => someValue(record, path, test) };
  const wholeList: ValueTest = (value) => ofLists.some((match) => match.test(value));
  return {
    kind: 'leaf',
    reads: [path.dotted],
    literals,
    test: (record) => someValue(record, path, test) || someList(record, path, wholeList),
  };
}

/** Whether a list at the path, as compact JSON text, passes. */
function someList(record: unknown, path: FieldPath, test: ValueTest): boolean {
  const last = path.steps.at(-1) ?? '';
  const holders: unknown[] = path.steps.length === 1 ? [record] : valuesAt(record, fieldPath(path.steps.slice(0, -1).join('.')));
  return holders.some((holder) => {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return false;
    const value: unknown = Reflect.get(holder, last);
    return Array.isArray(value) && test(JSON.stringify(value));
  });
}

/** Null means missing or null. */
function isNull(path: FieldPath): Leaf {
  const test = (record: unknown) => !isPresent(record, path) || someValue(record, path, (value) => value === null);
  return { kind: 'leaf', reads: [path.dotted], literals: null, test };
}

function exists(path: FieldPath, [expected, ...others]: readonly unknown[]): Expression {
  const wanted = typeof expected === 'string' ? { true: true, false: false }[expected.toLowerCase()] : expected;
  if (typeof wanted !== 'boolean' || others.length > 0) throw new RuleProblem('exists takes true or false');
  const key = keyLiteral(lastStep(path));
  const present: Leaf = { kind: 'leaf', reads: [path.dotted], literals: key === null ? null : [key], test: (record) => isPresent(record, path) };
  return wanted ? present : not(present);
}

/** The value of another field of the same record is what is expected. */
function sameAs(path: FieldPath, value: unknown, { place, isCased }: Modifiers): Leaf {
  if (typeof value !== 'string' || value === '') throw new RuleProblem('fieldref takes the name of a field');
  const other = fieldPath(value);
  const fold = (one: unknown) => (isCased ? textOf(one) : textOf(one).toLowerCase());
  const test = (record: unknown) => {
    const wanted = valuesAt(record, other).filter((one) => one !== null).map(fold);
    return wanted.length > 0 && someValue(record, path, (one) => one !== null && wanted.some((text) => standsIn(fold(one), text, place)));
  };
  return { kind: 'leaf', reads: [path.dotted, value], literals: null, test };
}

function standsIn(text: string, wanted: string, place: Modifiers['place']): boolean {
  switch (place) {
    case 'contains':
      return text.includes(wanted);
    case 'startswith':
      return text.startsWith(wanted);
    case 'endswith':
      return text.endsWith(wanted);
    default:
      return text === wanted;
  }
}

function lastStep(path: FieldPath): string {
  return path.steps.at(-1) ?? '';
}
