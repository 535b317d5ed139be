import { compileField } from './compile-field.ts';
import { allOf, anyOf, testOf, type Expression, type Leaf } from './expression.ts';
import { compileKeywords } from './compile-keywords.ts';
import { literalsOf } from './literals.ts';
import type { Placeholders } from './placeholders.ts';
import { fieldPath, someValue } from './read-values.ts';
import { RuleProblem, within } from './rule-problem.ts';

/** A selection: a map whose fields must all hold, or a list of which one must; a text in a list is a keyword. */
export function compileSelection(selection: unknown, placeholders: Placeholders): Expression {
  if (Array.isArray(selection)) {
    if (selection.length === 0) throw new RuleProblem('a selection is an empty list');
    return anyOf(selection.map((item: unknown, at) => within(at, () => (isMap(item) ? compileMap(item, placeholders) : compileKeywords('', [item], placeholders)))));
  }
  if (isMap(selection)) return compileMap(selection, placeholders);
  if (selection === null || selection === undefined) throw new RuleProblem('a selection is empty');
  return compileKeywords('', [selection], placeholders);
}

function compileMap(map: Record<string, unknown>, placeholders: Placeholders): Expression {
  const entries = Object.entries(map);
  if (entries.length === 0) throw new RuleProblem('a selection is empty');
  return allOf(entries.map(([key, expected]) => within(key, () => compileEntry(key, expected, placeholders))));
}

function compileEntry(key: string, expected: unknown, placeholders: Placeholders): Expression {
  if (key === '' || key.startsWith('|')) return compileKeywords(key, Array.isArray(expected) ? expected : [expected], placeholders);
  if (isMap(expected)) return compileNested(key, [expected], placeholders);
  if (Array.isArray(expected) && expected.some(isMap)) return compileNested(key, expected, placeholders);
  return compileField(key, expected, placeholders);
}

/** A map below a field: one object there must pass as a whole, not several in parts. */
function compileNested(key: string, maps: readonly unknown[], placeholders: Placeholders): Leaf {
  if (key.includes('|')) throw new RuleProblem('a map below a field takes no modifiers');
  const path = fieldPath(key);
  const inner = anyOf(
    maps.map((map) => {
      if (!isMap(map)) throw new RuleProblem('maps and values do not mix in one list');
      return compileMap(map, placeholders);
    }),
  );
  const test = testOf(inner);
  return { kind: 'leaf', reads: [key], literals: literalsOf(inner), test: (record) => someValue(record, path, (value) => typeof value === 'object' && value !== null && test(value)) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
