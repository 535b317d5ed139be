import { describe, expect, it } from 'vitest';
import { compileRule } from './compile-rule.ts';
import { RuleProblem } from './rule-problem.ts';
import { ruleFileSchema } from './rule-schema.ts';

function rule(detection: Record<string, unknown>, facts: Record<string, unknown> = {}) {
  return compileRule(
    'test/rule',
    ruleFileSchema.parse({
      title: 'A rule',
      id: '6a1c61cc-1f4b-4f0c-9f43-0b7f3bb2b7f1',
      description: 'For tests.',
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection,
      ...facts,
    }),
  );
}

function matches(selection: unknown, event: Record<string, unknown>): boolean {
  return rule({ selection, condition: 'selection' }).matches(event);
}

describe('a field of a selection', () => {
  it.each<[string, unknown, Record<string, unknown>, boolean]>([
    ['equals without regard to case', { eventName: 'stoplogging' }, { eventName: 'StopLogging' }, true],
    ['differs', { eventName: 'StopLogging' }, { eventName: 'StartLogging' }, false],
    ['is one of several', { eventName: ['A', 'B'] }, { eventName: 'b' }, true],
    ['needs every field', { eventName: 'A', awsRegion: 'x' }, { eventName: 'A', awsRegion: 'y' }, false],
    ['descends objects', { 'requestParameters.name': 'main' }, { requestParameters: { name: 'main' } }, true],
    ['fans out over arrays', { 'a.b.c': 'x' }, { a: [{ b: { c: 'w' } }, { b: { c: 'x' } }] }, true],
    ['matches wildcards', { eventName: 'Put*Policy' }, { eventName: 'PutUserPolicy' }, true],
    ['anchors wildcards', { eventName: 'Put*' }, { eventName: 'InPut' }, false],
    ['takes an escaped star literally', { p: '\\*' }, { p: 'anything' }, false],
    ['matches an escaped star', { p: '\\*' }, { p: '*' }, true],
    ['matches one character', { p: 'a?c' }, { p: 'abc' }, true],
    ['keeps other characters literal', { p: 'a.c*' }, { p: 'abcd' }, false],
    ['starts with', { 'p|startswith': 'arn:' }, { p: 'ARN:aws' }, true],
    ['ends with', { 'p|endswith': '/Admin' }, { p: 'x/admin' }, true],
    ['contains', { 'p|contains': 'min' }, { p: 'admin' }, true],
    ['contains all', { 'p|contains|all': ['a', 'z'] }, { p: 'abc' }, false],
    ['minds case when told to', { 'p|cased': 'Admin' }, { p: 'admin' }, false],
    ['matches an expression with case', { 'p|re': '^Ad' }, { p: 'admin' }, false],
    ['sees a whole object as its JSON', { 'p|contains': '"k":1' }, { p: { k: 1 } }, true],
    ['equals a number', { n: 5 }, { n: 5 }, true],
    ['equals a number written as text', { n: 5 }, { n: '5' }, true],
    ['equals a boolean', { b: true }, { b: true }, true],
    ['equals a boolean written as text', { b: true }, { b: 'true' }, true],
    ['takes the text true for the boolean', { b: 'true' }, { b: true }, true],
    ['takes null for missing', { errorCode: null }, {}, true],
    ['takes null for null', { errorCode: null }, { errorCode: null }, true],
    ['does not take a value for null', { errorCode: null }, { errorCode: 'x' }, false],
    ['exists', { 'errorCode|exists': true }, { errorCode: 'x' }, true],
    ['does not exist', { 'errorCode|exists': false }, { errorCode: 'x' }, false],
    ['any of several maps', [{ a: '1' }, { b: '2' }], { b: '2' }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a condition', () => {
  const selections = { one: { a: '1' }, two: { b: '2' }, sel_x: { x: '1' }, sel_y: { y: '1' }, _hidden: { h: '1' } };
  it.each<[string, Record<string, unknown>, boolean]>([
    ['one and two', { a: '1', b: '2' }, true],
    ['one and two', { a: '1' }, false],
    ['one or two', { b: '2' }, true],
    ['one and not two', { a: '1' }, true],
    ['not one and not two', {}, true],
    ['one or two and sel_x', { a: '1' }, true],
    ['(one or two) and sel_x', { a: '1' }, false],
    ['1 of sel_*', { y: '1' }, true],
    ['all of sel_*', { y: '1' }, false],
    ['all of sel_*', { x: '1', y: '1' }, true],
    ['1 of them', { h: '1' }, false],
    ['NOT one', {}, true],
  ])('%s on %j is %s', (condition, event, expected) => {
    expect(rule({ ...selections, condition }).matches(event)).toBe(expected);
  });
});

describe('a rule that cannot be kept whole is refused', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['names a selection that is not there', { s: { a: '1' }, condition: 's and t' }, '"t"'],
    ['leaves a parenthesis open', { s: { a: '1' }, condition: '(s' }, 'parenthesis'],
    ['goes on after its end', { s: { a: '1' }, condition: 's s' }, 'goes on'],
    ['ends too soon', { s: { a: '1' }, condition: 's and' }, 'ends'],
    ['uses a modifier that is not supported', { s: { 'a|base64': '1' }, condition: 's' }, 'base64'],
    ['has keywords', { s: ['word'], condition: 's' }, 'keyword'],
    ['has an empty selection', { s: {}, condition: 's' }, 'empty'],
    ['has an expression that is none', { s: { 'a|re': '(' }, condition: 's' }, 'regular expression'],
    ['has a timeframe', { s: { a: '1' }, timeframe: '5m', condition: 's' }, 'timeframe'],
    ['asks exists for something else', { s: { 'a|exists': 'maybe' }, condition: 's' }, 'true or false'],
  ])('when it %s', (_name, detection, because) => {
    expect(() => rule(detection)).toThrow(RuleProblem);
    expect(() => rule(detection)).toThrow(because);
  });

  it('when it is for another log', () => {
    expect(() => rule({ s: { a: '1' }, condition: 's' }, { logsource: { product: 'windows' } })).toThrow('logsource');
  });
});
