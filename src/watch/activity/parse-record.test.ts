import { expect, it } from 'vitest';
import { openRecordParser } from './parse-record.ts';

const identity = (name: string) => `{"type":"AssumedRole","arn":"${name}","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}}`;
const record = (userIdentity: string, rest = '"eventTime":"2026-11-20T00:00:00Z","eventName":"ListBuckets"') => `{"eventVersion":"1.11","userIdentity":${userIdentity},${rest}}`;

it.each([
  ['a record', record(identity('a'))],
  ['a caller whose name looks like the next field', record(identity(String.raw`x},\"eventTime\":\"`))],
  ['a time within the identity', record('{"sessionContext":{"a":{},"eventTime":"no"},"arn":"a"}')],
  ['an identity that is told twice', record(identity('a'), '"eventTime":"x","userIdentity":{"arn":"b"}')],
  ['an identity that is none', record('null')],
  ['an identity at the end', '{"eventVersion":"1","eventTime":"x","userIdentity":{"arn":"a"}}'],
  ['a file of records', `{"Records":[${record(identity('a'))},${record(identity('b'))}]}`],
  ['white space', JSON.stringify(JSON.parse(record(identity('a'))), null, 2)],
  ['what a database refuses', record(identity(String.raw`a\u0000`), String.raw`"eventTime":"x","userAgent":"\ud800"`)],
])('reads the same as without knowing what a record looks like: %s', (_name, text) => {
  const parse = openRecordParser();
  const expected: unknown = JSON.parse(text.replace(String.raw`\u0000`, '\uFFFD').replace(String.raw`\ud800`, '\uFFFD'));
  expect(parse(text)).toEqual(expected);
  expect(parse(text)).toEqual(expected);
});

const callerIn = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'userIdentity' in value ? value.userIdentity : undefined);

it('holds who called once, however many records say it', () => {
  const parse = openRecordParser();
  const [first, other, again] = [identity('a'), identity('b'), identity('a')].map((one) => callerIn(parse(record(one))));
  expect(first).toBeDefined();
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it.each(['{"eventVersion":"1.11","userIdentity":{"a":1},"eventTime":"x"', record('{broken}'), record(identity('a'), '"eventTime":"x",')])('knows what is no JSON: %s', (text) => {
  expect(openRecordParser()(text)).toBeUndefined();
});
