import { expect, it } from 'vitest';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { readRecords } from './read-records.ts';
import { loadRules } from './sigma/load-rules.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
const stop = cloudTrailRecord();
const look = cloudTrailRecord({ eventID: 'look', eventName: 'DescribeTrails', userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/a/b' } });
const bytes = (value: unknown, space?: number) => Buffer.from(JSON.stringify(value, null, space));

it.each([
  ['compact', bytes({ Records: [stop, look] })],
  ['indented', bytes({ Records: [stop, look] }, 2)],
  ['an answer of LookupEvents', bytes({ Events: [stop, look].map((one) => ({ CloudTrailEvent: JSON.stringify(one) })) })],
])('reads every record with its compact text and the rules that it matches: %s', (_name, text) => {
  const { records, unread } = readRecords(rules, text);
  expect(unread).toEqual([]);
  expect(records.map(({ raw }) => Buffer.from(raw).toString())).toEqual([JSON.stringify(stop), JSON.stringify(look)]);
  expect(records.map(({ matched }) => matched.filter(({ alerts }) => alerts).map(({ id }) => id))).toEqual([['aws/cloudtrail/trail-stopped'], []]);
});

it('says why a record is none, and reads the others', () => {
  const text = Buffer.concat([bytes({ eventID: 'x', eventSource: 'y' }), Buffer.from('\n{"eventName": broken}\n'), bytes(look), Buffer.from('\n{"eventName":"cut')]);
  const { records, unread } = readRecords(rules, text);
  expect(records).toHaveLength(1);
  expect(unread.map(({ because }) => because)).toEqual([expect.stringContaining('eventTime'), 'it is not JSON', 'it ends in the middle']);
});

it.each(['2026-13-01T00:00:00Z', '2026-11-00T00:00:00Z', '2026-11-20T24:30:00Z', 'yesterday'])('refuses a record of a time that there is not: %s', (eventTime) => {
  const { records, unread } = readRecords(rules, bytes({ Records: [{ ...stop, eventTime }, look] }));
  expect(records).toHaveLength(1);
  expect(unread).toHaveLength(1);
});

it('takes what a database refuses out of a record: anybody may put it there', () => {
  const text = JSON.stringify({ ...stop, requestParameters: { name: 'a\0b\ud800c 😀', 'k\0': ['\udfff'] } });
  const { records } = readRecords(rules, Buffer.from(text));
  expect(records.map(({ record }) => record.requestParameters)).toEqual([{ name: 'a\uFFFDb\uFFFDc 😀', 'k\uFFFD': ['\uFFFD'] }]);
});
