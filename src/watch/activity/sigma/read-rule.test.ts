import { describe, expect, it } from 'vitest';
import { readRule } from './read-rule.ts';
import { RuleProblem } from './rule-problem.ts';

function rule(detection: Record<string, unknown>, facts: Record<string, unknown> = {}) {
  return readRule('test/rule', { title: 'A rule', logsource: { product: 'aws', service: 'cloudtrail' }, detection, ...facts }, {});
}

describe('a rule that cannot be kept whole is refused', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['names a selection that is not there', { s: { a: '1' }, condition: 's and t' }, '"t"'],
    ['leaves a parenthesis open', { s: { a: '1' }, condition: '(s' }, 'parenthesis'],
    ['goes on after its end', { s: { a: '1' }, condition: 's s' }, 'goes on'],
    ['ends too soon', { s: { a: '1' }, condition: 's and' }, 'ends'],
    ['counts in the old way', { s: { a: '1' }, condition: 's | count() > 5' }, 'correlation'],
    ['asks for two of several', { s: { a: '1' }, condition: '2 of them' }, '1 of'],
    ['matches no name', { s: { a: '1' }, condition: '1 of filter*' }, 'filter*'],
    ['uses an unknown modifier', { s: { 'a|like': '1' }, condition: 's' }, '"like"'],
    ['uses one twice', { s: { 'a|contains|contains': '1' }, condition: 's' }, 'twice'],
    ['contradicts itself about the place', { s: { 'a|startswith|endswith': '1' }, condition: 's' }, 'contradict'],
    ['contradicts itself about the kind', { s: { 'a|re|contains': '1' }, condition: 's' }, 'contradict'],
    ['encodes a network', { s: { 'a|base64|cidr': '10.0.0.0/8' }, condition: 's' }, 'contradict'],
    ['encodes after encoding', { s: { 'a|base64|wide': 'x' }, condition: 's' }, 'encoded'],
    ['encodes after placing', { s: { 'a|contains|base64': 'x' }, condition: 's' }, 'stands before'],
    ['encodes a wildcard', { s: { 'a|base64': 'x*' }, condition: 's' }, 'wildcard'],
    ['has flags without an expression', { s: { 'a|i': 'x' }, condition: 's' }, 'belongs to re'],
    ['has an empty selection', { s: {}, condition: 's' }, 'empty'],
    ['has an empty list', { s: { a: [] }, condition: 's' }, 'empty'],
    ['has an expression that is none', { s: { 'a|re': '(' }, condition: 's' }, 'regular expression'],
    ['has an expression of another kind', { s: { 'a|re': '(?>a)' }, condition: 's' }, 'PCRE'],
    ['has a network that is none', { s: { 'a|cidr': '10.0.0.0/99' }, condition: 's' }, 'network'],
    ['compares with a word', { s: { 'a|gt': 'many' }, condition: 's' }, 'number'],
    ['has a timeframe', { s: { a: '1' }, timeframe: '5m', condition: 's' }, 'timeframe'],
    ['asks exists for something else', { s: { 'a|exists': 'maybe' }, condition: 's' }, 'true or false'],
    ['has a placeholder without values', { s: { 'a|expand': '%unknown%' }, condition: 's' }, '%unknown%'],
    ['gives null a modifier', { s: { 'a|contains': null }, condition: 's' }, 'null'],
    ['has no selection', { condition: 's' }, 'no selection'],
  ])('when it %s', (_name, detection, because) => {
    expect(() => rule(detection)).toThrow(RuleProblem);
    expect(() => rule(detection)).toThrow(because);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['it has an empty logsource', { logsource: {} }, 'logsource'],
    ['it has no title', { title: '' }, 'title'],
    ['it is unsupported', { status: 'unsupported' }, 'unsupported'],
    ['its level is none', { level: 'severe' }, 'level'],
    ['it is a template of Sigma 1', { action: 'global' }, 'Sigma 1'],
  ])('when %s', (_name, facts, because) => {
    expect(() => rule({ s: { a: '1' }, condition: 's' }, facts)).toThrow(because);
  });

  it('but a rule for another log is left alone', () => {
    const windows = { title: 'x', logsource: { product: 'windows' }, detection: { s: { a: '1' }, condition: 's' } };
    expect(readRule('x', windows, {})).toEqual({ kind: 'other-log' });
  });
});
