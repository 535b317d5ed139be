import { CloudTrailClient, GetInsightSelectorsCommand, LookupEventsCommand, PutInsightSelectorsCommand, type LookupEventsCommandInput } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestCredentials, type TestSim } from '../open-test-sim.ts';

const hourMs = 3_600_000;
const insightSchema = z.looseObject({ eventID: z.string(), eventTime: z.string(), sharedEventID: z.string(), eventCategory: z.literal('Insight'), insightDetails: z.looseObject({ state: z.enum(['Start', 'End']), eventName: z.string() }) });

let test: TestSim;
let credentials: TestCredentials;
beforeEach(async () => {
  test = await openTestSim({ startedAt: new Date('2026-11-20T23:30:00Z') });
  credentials = await test.administrator();
});
afterEach(() => test.close());

const cloudtrail = () => test.client(CloudTrailClient, credentials);
const day = { StartTime: new Date('2026-11-20T00:00:00Z'), EndTime: new Date('2026-11-20T23:00:00Z') };

async function lookedUp(input: Partial<LookupEventsCommandInput> = {}) {
  test.advance(1_000);
  const { Events = [] } = await cloudtrail().send(new LookupEventsCommand({ EventCategory: 'insight', ...day, ...input }));
  return Events.map(({ CloudTrailEvent }) => insightSchema.parse(JSON.parse(CloudTrailEvent ?? '')));
}

const off = async () => cloudtrail().send(new PutInsightSelectorsCommand({ TrailName: 'audit-trail', InsightSelectors: [] }));

describe('CloudTrail Insights', () => {
  it('tells by LookupEvents when something unusual began and ended, newest first, and not among the calls', async () => {
    const found = await lookedUp();
    expect(found.length).toBeGreaterThanOrEqual(4);
    expect(found.map(({ eventTime }) => eventTime)).toEqual(found.map(({ eventTime }) => eventTime).toSorted().toReversed());
    for (const id of new Set(found.map(({ sharedEventID }) => sharedEventID))) expect(found.filter(({ sharedEventID }) => sharedEventID === id).map(({ insightDetails }) => insightDetails.state)).toEqual(['End', 'Start']);
    const [one] = found;
    expect(await lookedUp({ LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: one?.eventID }] })).toEqual([one]);
    await expect(lookedUp({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'x' }] })).rejects.toMatchObject({ name: 'InvalidLookupAttributesException' });
  });

  it('puts the same into the bucket, in a folder of its own', async () => {
    const s3 = test.client(S3Client, credentials);
    const Bucket = test.member().regions.get('us-east-1')?.trails[0]?.trail.S3BucketName;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `AWSLogs/${test.member().id}/CloudTrail-Insight/us-east-1/2026/11/20/` }));
    const told = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return z.object({ Records: z.tuple([insightSchema]) }).parse(JSON.parse(gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString('utf8'))).Records[0].eventID;
      }),
    );
    expect(told.toSorted()).toEqual((await lookedUp()).map(({ eventID }) => eventID).toSorted());
  });

  it('puts them on the bus', async () => {
    const QueueArn = `arn:aws:sqs:us-east-1:${test.member().id}:insights`;
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: QueueArn }] });
    const sqs = test.client(SQSClient, credentials);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'insights', Attributes: { Policy } }));
    const events = test.client(EventBridgeClient, credentials);
    await events.send(new PutRuleCommand({ Name: 'insights', EventPattern: '{"detail-type":["AWS Insight via CloudTrail"]}' }));
    await events.send(new PutTargetsCommand({ Rule: 'insights', Targets: [{ Id: 'queue', Arn: QueueArn }] }));
    async function receive() {
      const queue = test.client(SQSClient, await test.administrator());
      const { Messages = [] } = await queue.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { ReceiptHandle } of Messages) await queue.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages;
    }
    const told: string[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      test.advance(hourMs);
      told.push(...(await receive()).map(({ Body = '' }) => z.object({ detail: insightSchema }).parse(JSON.parse(Body)).detail.eventID));
    }
    expect(told).toHaveLength(4);
    expect(new Set(told).size).toBe(4);
  });

  it('tells nothing where no trail has it', async () => {
    await off();
    expect(await lookedUp()).toEqual([]);
    await expect(cloudtrail().send(new GetInsightSelectorsCommand({ TrailName: 'audit-trail' }))).rejects.toMatchObject({ name: 'InsightNotEnabledException' });
    await cloudtrail().send(new PutInsightSelectorsCommand({ TrailName: 'audit-trail', InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }] }));
    expect((await cloudtrail().send(new GetInsightSelectorsCommand({ TrailName: 'audit-trail' }))).InsightSelectors).toEqual([{ InsightType: 'ApiErrorRateInsight' }]);
    expect((await lookedUp()).length).toBeGreaterThan(0);
  });
});
