import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inflateObject } from './inflate-object.ts';
import { readInsights } from './read-insights.ts';
import { readMessage } from './read-message.ts';
import { placeOfKey } from './trail-objects.ts';

async function* pieces(bytes: Buffer, size = 100) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('an object', () => {
  const text = JSON.stringify({ Records: Array.from({ length: 200 }, (_, i) => ({ eventID: String(i) })) });

  it('is inflated when it is compressed, and taken as it is when not', async () => {
    expect(Buffer.from(await inflateObject(pieces(gzipSync(text)))).toString()).toBe(text);
    expect(Buffer.from(await inflateObject(pieces(Buffer.from(text)))).toString()).toBe(text);
  });

  it.each([
    ['ends in the middle', gzipSync(text).subarray(0, 60)],
    ['cannot be inflated', Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from('no gzip at all, but long enough')])],
    ['inflates to more than 1 MB', gzipSync(Buffer.alloc(3_000_000))],
    ['is empty', Buffer.alloc(0)],
  ])('that %s is refused with its reason', async (because, bytes) => {
    await expect(inflateObject(pieces(bytes), 1_048_576)).rejects.toThrow(because);
  });

  it.each([
    ['AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/x.json.gz', '111122223333', 'eu-west-1'],
    ['some/prefix/AWSLogs/o-abc123/111122223333/CloudTrail/us-east-1/2026/11/20/x.json.gz', '111122223333', 'us-east-1'],
    ['elsewhere.json', null, null],
  ])('%s says whose it is', (key, accountId, region) => expect(placeOfKey(key)).toEqual({ accountId, region }));
});

describe('a message', () => {
  const key = 'AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/a b.json.gz';
  const created = (name: string, written: string) => ({ eventName: name, s3: { bucket: { name: 'logs' }, object: { key: written } } });
  const read = (value: unknown) => readMessage(JSON.stringify(value));

  it.each([
    ['of S3', { Records: [created('ObjectCreated:Put', key.replace(' ', '+'))] }],
    ['of S3 through SNS', { Type: 'Notification', Message: JSON.stringify({ Records: [created('ObjectCreated:Put', key.replace(' ', '%20'))] }) }],
    ['of EventBridge', { 'detail-type': 'Object Created', detail: { bucket: { name: 'logs' }, object: { key } } }],
  ])('%s names its objects', (_name, value) => expect(read(value)).toMatchObject({ kind: 'objects', objects: [{ bucket: 'logs', key }] }));

  it.each([
    ['a test', { Service: 'Amazon S3', Event: 's3:TestEvent' }],
    ['a digest', { Records: [created('ObjectCreated:Put', 'AWSLogs/111122223333/CloudTrail-Digest/us-east-1/x.json.gz')] }],
    ['a deletion', { Records: [created('ObjectRemoved:Delete', key)] }],
  ])('about %s says nothing', (_name, value) => expect(read(value)).toEqual({ kind: 'nothing' }));

  it('of EventBridge carries one event', () => expect(read({ 'detail-type': 'AWS API Call via CloudTrail', detail: { eventID: 'a' } })).toEqual({ kind: 'record', record: { eventID: 'a' } }));
  it('of EventBridge carries what Insights noticed', () => {
    const insight = { eventID: 'a', insightDetails: { state: 'Start' } };
    expect(read({ 'detail-type': 'AWS Insight via CloudTrail', detail: insight })).toEqual({ kind: 'insight', insight });
  });
  it('may be the event alone, where a rule hands over no more', () => {
    const record = { eventID: 'a', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', eventTime: '2026-11-20T12:00:00Z' };
    expect(read(record)).toEqual({ kind: 'record', record });
  });
  it('about anything else is bad', () => expect([readMessage('{'), read({ hello: 1 })].map(({ kind }) => kind)).toEqual(['bad', 'bad']));
});

it('an Insights event is a finding of its own, its beginning and end one', () => {
  const insight = (state: string) => ({
    eventID: state,
    eventTime: '2026-11-20T12:00:00Z',
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
    eventType: 'AwsCloudTrailInsight',
    insightDetails: { state, eventSource: 'ssm.amazonaws.com', eventName: 'UpdateInstanceInformation', insightType: 'ApiCallRateInsight', insightContext: { statistics: { baseline: { average: 1.75 }, insight: { average: 42.4 } } } },
  });
  const bytes = Buffer.from(JSON.stringify({ Records: [insight('Start'), insight('End'), { eventID: 'x' }] }));
  const { drafts, unread } = readInsights({ origin: 's3://b/k', kind: 'insights', accountId: null, region: null, bytes, deliveredAt: new Date() }, { isSimulated: false });
  expect(new Set(drafts.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(drafts[0]?.summary).toContain('42 a minute, where 1.75 are usual');
  expect(unread).toHaveLength(1);
});
