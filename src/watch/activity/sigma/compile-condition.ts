import { allOf, anyOf, not, type Expression } from './expression.ts';
import { RuleProblem } from './rule-problem.ts';

/** Sigma's condition language: `and`, `or`, `not`, parentheses, `1 of name*`, `all of them`. Of a list of conditions one must hold. */
export function compileCondition(condition: string | readonly string[], selections: ReadonlyMap<string, Expression>): Expression {
  if (typeof condition !== 'string') return anyOf(condition.map((one) => compileCondition(one, selections)));
  if (condition.includes('|')) throw new RuleProblem('the condition counts with "|", which Sigma has replaced by correlation rules');
  const tokens = condition.match(/[()]|[^\s()]+/g) ?? [];
  const reader: Reader = { tokens, at: 0, selections };
  const expression = readOr(reader);
  if (reader.at < tokens.length) throw new RuleProblem(`the condition goes on after it ended, at "${tokens[reader.at]}"`);
  return expression;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly selections: ReadonlyMap<string, Expression>;
}

function readOr(reader: Reader): Expression {
  const parts = [readAnd(reader)];
  while (takeWord(reader, 'or')) parts.push(readAnd(reader));
  return anyOf(parts);
}

function readAnd(reader: Reader): Expression {
  const parts = [readNot(reader)];
  while (takeWord(reader, 'and')) parts.push(readNot(reader));
  return allOf(parts);
}

function readNot(reader: Reader): Expression {
  return takeWord(reader, 'not') ? not(readNot(reader)) : readTerm(reader);
}

function readTerm(reader: Reader): Expression {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw new RuleProblem('the condition ends where a selection is expected');
  reader.at += 1;
  if (token === '(') {
    const inner = readOr(reader);
    if (reader.tokens[reader.at] !== ')') throw new RuleProblem('a parenthesis of the condition is not closed');
    reader.at += 1;
    return inner;
  }
  if (/^(\d+|any|all)$/i.test(token) && takeWord(reader, 'of')) return readOf(reader, token.toLowerCase());
  const selection = reader.selections.get(token);
  if (!selection) throw new RuleProblem(`the condition names "${token}", which is not a selection of the rule`);
  return selection;
}

function readOf(reader: Reader, quantity: string): Expression {
  if (quantity !== '1' && quantity !== 'any' && quantity !== 'all') throw new RuleProblem(`"${quantity} of" is not a part of Sigma: it knows "1 of" and "all of"`);
  const pattern = reader.tokens[reader.at];
  if (pattern === undefined || pattern === '(' || pattern === ')') throw new RuleProblem('the condition has no name after "of"');
  reader.at += 1;
  const found = [...reader.selections].filter(([name]) => matchesName(name, pattern)).map(([, selection]) => selection);
  if (found.length === 0) throw new RuleProblem(`no selection of the rule is called "${pattern}"`);
  return quantity === 'all' ? allOf(found) : anyOf(found);
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
