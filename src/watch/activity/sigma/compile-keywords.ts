import { encodeValue } from './encode-value.ts';
import { allOf, anyOf, not, type Expression, type Leaf } from './expression.ts';
import { matchExpression } from './match-expression.ts';
import { matchText, type ValueMatch } from './match-text.ts';
import { readModifiers, type Modifiers } from './modifiers.ts';
import { expandPlaceholders, type Placeholders } from './placeholders.ts';
import type { ValueTest } from './read-values.ts';
import { RuleProblem } from './rule-problem.ts';

/** Keywords are looked for in the whole record: in every text of it, and in its compact JSON. */
export function compileKeywords(key: string, values: readonly unknown[], placeholders: Placeholders): Expression {
  const modifiers = readModifiers(key.split('|').slice(1));
  const { place, comparison, timePart, isCidr, isExists, isFieldReference } = modifiers;
  if (comparison !== null || timePart !== null || isCidr || isExists || isFieldReference) throw new RuleProblem(`"${key}" needs a field`);
  if (place !== null && place !== 'contains') throw new RuleProblem(`a keyword may stand anywhere; ${place} needs a field`);
  if (values.length === 0) throw new RuleProblem('the list of keywords is empty');
  const each = values.map((value) => keyword(value, modifiers, placeholders));
  const positive = modifiers.isAll ? allOf(each) : anyOf(each);
  return modifiers.isNot ? not(positive) : positive;
}

function keyword(value: unknown, modifiers: Modifiers, placeholders: Placeholders): Leaf {
  if (value === null || value === undefined || typeof value === 'object') throw new RuleProblem('a keyword is text or a number');
  const expanded = modifiers.isExpand ? expandPlaceholders(value, placeholders) : [value];
  const matches = expanded.flatMap((one): ValueMatch[] => {
    if (modifiers.expressionFlags !== null) return [matchExpression(one, modifiers.expressionFlags)];
    return encodeValue(String(one), modifiers).map((text) => matchText(text, { place: 'contains', isCased: modifiers.isCased }));
  });
  const test: ValueTest = (text) => matches.some((match) => match.test(text));
  const literals = matches.map(({ literal }) => literal);
  return {
    kind: 'leaf',
    reads: [],
    literals: literals.every((literal) => literal !== null) ? literals : null,
    test: (record) => someText(record, test) || test(JSON.stringify(record)),
  };
}

function someText(value: unknown, test: ValueTest): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => someText(inner, test));
}
