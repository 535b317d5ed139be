import { describe, expect, it } from 'vitest';
import { readEventPattern } from './read-event-pattern.ts';

const event = {
  source: 'aws.iam',
  'detail-type': 'AWS API Call via CloudTrail',
  resources: ['arn:a', 'arn:b'],
  detail: { eventName: 'CreateUser', readOnly: false, errorCode: null, count: 7, sourceIPAddress: '198.51.100.7', tags: [{ key: 'team', value: 'web' }, { key: 'stage', value: 'prod' }], userIdentity: { type: 'IAMUser' } },
};
const fits = (pattern: unknown) => readEventPattern(JSON.stringify(pattern))(event);

describe('a pattern of EventBridge', () => {
  it.each<[string, unknown]>([
    ['a value of the list', { source: ['aws.s3', 'aws.iam'] }],
    ['fields below', { detail: { userIdentity: { type: ['IAMUser'] } } }],
    ['one of a list of values', { resources: ['arn:b'] }],
    ['one of a list of objects, as a whole', { detail: { tags: { key: ['stage'], value: ['prod'] } } }],
    ['true, false and null', { detail: { readOnly: [false], errorCode: [null] } }],
    ['a beginning', { detail: { eventName: [{ prefix: 'Create' }] } }],
    ['a beginning in any case', { detail: { eventName: [{ prefix: { 'equals-ignore-case': 'CREATE' } }] } }],
    ['an end', { detail: { eventName: [{ suffix: 'User' }] } }],
    ['a wildcard', { detail: { eventName: [{ wildcard: 'C*te*' }] } }],
    ['any case', { detail: { eventName: [{ 'equals-ignore-case': 'createuser' }] } }],
    ['anything but', { detail: { eventName: [{ 'anything-but': ['DeleteUser', 'GetUser'] }] } }],
    ['anything but a beginning', { detail: { eventName: [{ 'anything-but': { prefix: ['Get', 'List'] } }] } }],
    ['numbers', { detail: { count: [{ numeric: ['>', 5, '<=', 7] }] } }],
    ['addresses', { detail: { sourceIPAddress: [{ cidr: '198.51.100.0/24' }] } }],
    ['what is there', { detail: { eventName: [{ exists: true }] } }],
    ['what is not there', { detail: { requestID: [{ exists: false }] } }],
    ['either', { $or: [{ source: ['aws.s3'] }, { detail: { count: [7] } }] }],
  ])('fits by %s', (_name, pattern) => expect(fits(pattern)).toBe(true));

  it.each<[string, unknown]>([
    ['another value', { source: ['aws.ec2'] }],
    ['another case', { source: ['AWS.IAM'] }],
    ['one field of several', { source: ['aws.iam'], 'detail-type': ['Object Created'] }],
    ['parts of two objects', { detail: { tags: { key: ['team'], value: ['prod'] } } }],
    ['a text for a truth', { detail: { readOnly: ['false'] } }],
    ['a field that is not there', { detail: { requestID: ['x'] } }],
    ['anything but a field that is not there', { detail: { requestID: [{ 'anything-but': 'x' }] } }],
    ['anything but its own beginning', { detail: { eventName: [{ 'anything-but': { prefix: 'Create' } }] } }],
    ['a number out of bounds', { detail: { count: [{ numeric: ['<', 7] }] } }],
    ['an object that is there', { detail: { userIdentity: [{ exists: true }] } }],
    ['an address elsewhere', { detail: { sourceIPAddress: [{ cidr: '10.0.0.0/8' }] } }],
    ['neither', { $or: [{ source: ['aws.s3'] }, { detail: { count: [8] } }] }],
  ])('does not fit by %s', (_name, pattern) => expect(fits(pattern)).toBe(false));

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing in it', '{}'],
    ['a bare value', '{"source":"aws.iam"}'],
    ['an empty list', '{"source":[]}'],
    ['an unknown match', '{"source":[{"regex":"x"}]}'],
    ['two matches in one', '{"source":[{"prefix":"a","suffix":"b"}]}'],
    ['half a comparison', '{"detail":{"count":[{"numeric":[">"]}]}}'],
    ['a way alone', '{"$or":[{"source":["a"]}]}'],
  ])('with %s is refused', (_name, text) => {
    expect(() => readEventPattern(text)).toThrow(expect.objectContaining({ code: 'InvalidEventPatternException' }));
  });
});
