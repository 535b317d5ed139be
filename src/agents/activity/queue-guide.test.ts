import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestCredentials, type TestSim } from '../../sim/open-test-sim.ts';
import { readMessage, type MessageNews } from '../../watch/activity/sources/read-message.ts';

const guide = await readFile(new URL('../../../docs/guides/activity.md', import.meta.url), 'utf8');
const region = 'us-east-1';

let test: TestSim;
let credentials: TestCredentials;
beforeEach(async () => {
  test = await openTestSim({ startedAt: new Date('2026-11-20T12:02:00Z'), fileDelay: { leastMs: 0, mostMs: 0 } });
  credentials = await test.administrator();
});
afterEach(() => test.close());

/** The JSON of the guide that has a word in it, as somebody would copy it. */
function copied(word: string, bucket = ''): string {
  const texts = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => text).filter((text) => text.includes(word));
  expect(texts).toHaveLength(1);
  return (texts[0] ?? '').replaceAll('{region}', region).replaceAll('{account}', test.member().id).replaceAll('{bucket}', bucket);
}

const sqs = () => test.client(SQSClient, credentials);
const arn = () => `arn:aws:sqs:${region}:${test.member().id}:watchkeeper`;

/** What everything on the queue says to the product. */
async function news(QueueUrl: string | undefined): Promise<MessageNews[]> {
  const read: MessageNews[] = [];
  while (true) {
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return read;
    for (const { Body = '', ReceiptHandle } of Messages) {
      read.push(readMessage(Body));
      await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function makeRule(target: { InputPath?: string } = {}): Promise<void> {
  const events = test.client(EventBridgeClient, credentials);
  await events.send(new PutRuleCommand({ Name: 'watchkeeper', EventPattern: copied('AWS API Call via CloudTrail'), State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }));
  await events.send(new PutTargetsCommand({ Rule: 'watchkeeper', Targets: [{ Id: 'queue', Arn: arn(), ...target }] }));
}

it.each([{}, { InputPath: '$.detail' }])('the rule and the policy of the guide bring calls to the queue as the product reads them: %j', async (target) => {
  const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName: 'watchkeeper', Attributes: { Policy: copied('EventsOfTheRule') } }));
  await makeRule(target);
  await test.client(IAMClient, credentials).send(new CreateUserCommand({ UserName: 'new-user' }));
  test.advance(10_000);
  const read = await news(QueueUrl);
  expect(new Set(read.map(({ kind }) => kind))).toEqual(new Set(['record']));
  expect(read).toContainEqual({ kind: 'record', record: expect.objectContaining({ eventName: 'CreateUser', requestParameters: { userName: 'new-user' } }) });
});

it('the statement of the guide lets a bucket in beside them, and its notifications are read', async () => {
  const bucket = test.member().regions.get(region)?.trails[0]?.trail.S3BucketName ?? '';
  const policy = z.looseObject({ Statement: z.array(z.unknown()) }).parse(JSON.parse(copied('EventsOfTheRule')));
  const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, JSON.parse(copied('FilesOfTheTrail', bucket))] });
  const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName: 'watchkeeper', Attributes: { Policy } }));
  const NotificationConfiguration = { QueueConfigurations: [{ QueueArn: arn(), Events: ['s3:ObjectCreated:*' as const] }] };
  await test.client(S3Client, credentials).send(new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }));
  test.advance(6 * 60_000);
  const read = await news(QueueUrl);
  expect(read.flatMap((one) => (one.kind === 'objects' ? one.objects.map(({ bucket: from }) => from) : []))).toContain(bucket);
  expect(read.map(({ kind }) => kind)).not.toContain('bad');
});
