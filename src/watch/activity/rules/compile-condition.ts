import type { RecordTest } from './compile-selection.ts';
import { RuleProblem } from './rule-problem.ts';

/** Sigma's condition language: `and`, `or`, `not`, parentheses, `1 of name*`, `all of them`. */
export function compileCondition(condition: string, selections: ReadonlyMap<string, RecordTest>): RecordTest {
  const tokens = condition.match(/[()]|[^\s()]+/g) ?? [];
  const reader = { tokens, at: 0, selections };
  const test = readOr(reader);
  if (reader.at < tokens.length) throw new RuleProblem(`the condition goes on after it ended, at "${tokens[reader.at]}"`);
  return test;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly selections: ReadonlyMap<string, RecordTest>;
}

function readOr(reader: Reader): RecordTest {
  const tests = [readAnd(reader)];
  while (takeWord(reader, 'or')) tests.push(readAnd(reader));
  return tests.length === 1 ? first(tests) : (record) => tests.some((test) => test(record));
}

function readAnd(reader: Reader): RecordTest {
  const tests = [readNot(reader)];
  while (takeWord(reader, 'and')) tests.push(readNot(reader));
  return tests.length === 1 ? first(tests) : (record) => tests.every((test) => test(record));
}

function readNot(reader: Reader): RecordTest {
  if (!takeWord(reader, 'not')) return readTerm(reader);
  const test = readNot(reader);
  return (record) => !test(record);
}

function readTerm(reader: Reader): RecordTest {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw new RuleProblem('the condition ends where a selection is expected');
  reader.at += 1;
  if (token === '(') {
    const test = readOr(reader);
    if (reader.tokens[reader.at] !== ')') throw new RuleProblem('a parenthesis of the condition is not closed');
    reader.at += 1;
    return test;
  }
  if (/^(1|any|all)$/i.test(token) && takeWord(reader, 'of')) return readOf(reader, token.toLowerCase() === 'all');
  const test = reader.selections.get(token);
  if (!test) throw new RuleProblem(`the condition names "${token}", which is not a selection of the rule`);
  return test;
}

function readOf(reader: Reader, isAll: boolean): RecordTest {
  const pattern = reader.tokens[reader.at];
  if (pattern === undefined) throw new RuleProblem('the condition ends after "of"');
  reader.at += 1;
  const names = [...reader.selections.keys()].filter((name) => matchesName(name, pattern));
  const tests = names.flatMap((name) => reader.selections.get(name) ?? []);
  if (tests.length === 0) throw new RuleProblem(`no selection of the rule is called "${pattern}"`);
  return isAll ? (record) => tests.every((test) => test(record)) : (record) => tests.some((test) => test(record));
}

/** `them` is every selection whose name does not start with an underscore. */
function matchesName(name: string, pattern: string): boolean {
  if (pattern.toLowerCase() === 'them') return !name.startsWith('_');
  return new RegExp(`^${pattern.split('*').map(RegExp.escape).join('.*')}$`, 'u').test(name);
}

function takeWord(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== word) return false;
  reader.at += 1;
  return true;
}

function first(tests: readonly RecordTest[]): RecordTest {
  const [test] = tests;
  if (!test) throw new RuleProblem('the condition is empty');
  return test;
}
