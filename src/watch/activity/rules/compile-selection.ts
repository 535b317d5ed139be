import { compileValue, type ValueTest } from './match-value.ts';
import { readField } from './read-field.ts';
import { RuleProblem } from './rule-problem.ts';

export type RecordTest = (record: unknown) => boolean;

const knownModifiers = ['contains', 'startswith', 'endswith', 're', 'cased', 'all', 'exists'];

/** A selection: a map whose fields must all hold, or a list of maps of which one must. */
export function compileSelection(selection: unknown): RecordTest {
  if (Array.isArray(selection)) {
    const tests = selection.map((item) => compileSelection(item));
    if (tests.length === 0) throw new RuleProblem('a selection is an empty list');
    return (record) => tests.some((test) => test(record));
  }
  if (typeof selection !== 'object' || selection === null) {
    throw new RuleProblem('keyword selections are not supported; name the field');
  }
  const tests = Object.entries(selection).map(([field, expected]) => compileField(field, expected));
  if (tests.length === 0) throw new RuleProblem('a selection is empty');
  return (record) => tests.every((test) => test(record));
}

function compileField(field: string, expected: unknown): RecordTest {
  const [name = '', ...modifiers] = field.split('|');
  const unknown = modifiers.filter((modifier) => !knownModifiers.includes(modifier));
  if (unknown.length > 0) throw new RuleProblem(`the modifier ${unknown.join(', ')} of "${field}" is not supported`);
  if (name === '') throw new RuleProblem('keyword selections are not supported; name the field');
  const path = name.split('.');
  if (modifiers.includes('exists')) return compileExists(path, expected, modifiers);

  const valueModifiers = modifiers.filter((modifier) => modifier !== 'all');
  const wanted = Array.isArray(expected) ? expected : [expected];
  if (wanted.length === 0) throw new RuleProblem(`"${field}" lists no values`);
  const tests = wanted.map((value) => fieldTest(path, value, compileValue(value, valueModifiers)));
  return modifiers.includes('all') ? (record) => tests.every((test) => test(record)) : (record) => tests.some((test) => test(record));
}

/** Null means missing or null; any other value must stand in at least one of the places the path leads to. */
function fieldTest(path: readonly string[], expected: unknown, test: ValueTest): RecordTest {
  if (expected === null) return (record) => readField(record, path).every((value) => value === null || value === undefined);
  return (record) => readField(record, path).some((value) => value !== null && value !== undefined && test(value));
}

function compileExists(path: readonly string[], expected: unknown, modifiers: readonly string[]): RecordTest {
  if (modifiers.length > 1) throw new RuleProblem('exists does not combine with other modifiers');
  if (typeof expected !== 'boolean') throw new RuleProblem('exists takes true or false');
  return (record) => readField(record, path).some((value) => value !== undefined) === expected;
}
