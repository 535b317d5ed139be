import { expressionLiteral } from './literals.ts';
import type { ValueMatch } from './match-text.ts';
import { textOf } from './read-values.ts';
import { RuleProblem } from './rule-problem.ts';

/** What PCRE means and JavaScript would take for a letter. */
const translations: readonly (readonly [RegExp, string])[] = [
  [/\(\?P</g, '(?<'],
  [/\\A/g, '^'],
  [/\\[zZ]/g, '$'],
  [/\\h/g, '[ \\t]'],
];
const notTaken = /\\[GKQERXCHNv]|\[\[:|\(\?(?:[>#|&R+\-\d]|P[=>]|\()|(?<!\\)(?:\*\+|\+\+|\?\+|\}\+)|\\p|\\P|\\x\{/;

/** A regular expression, case-sensitive unless told otherwise; the flags may stand inside it, at its start. */
export function matchExpression(expected: unknown, flags: string): ValueMatch {
  if (typeof expected !== 'string') throw new RuleProblem('re takes a regular expression as text');
  const [inside = '', inner = ''] = /^\(\?([ims]+)\)/.exec(expected) ?? [];
  const rest = expected.slice(inside.length);
  if (notTaken.test(rest.replaceAll('\\\\', ''))) throw new RuleProblem(`"${expected}" uses a part of PCRE that Sigma does not define`);
  const source = translations.reduce((text, [from, to]) => text.replaceAll(from, to), rest);
  const expression = compile(source, [...new Set(flags + inner)].join(''), expected);
  return { test: (value) => value !== null && value !== undefined && expression.test(textOf(value)), literal: expressionLiteral(source), readsLists: false };
}

function compile(source: string, flags: string, written: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuleProblem(`"${written}" is not a regular expression: ${error.message.split(': ').at(-1) ?? ''}`);
    throw error;
  }
}
