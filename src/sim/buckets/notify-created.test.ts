import { GetBucketNotificationConfigurationCommand, GetObjectCommand, PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim({ startedAt: new Date('2026-11-20T12:02:00Z'), fileDelay: { leastMs: 0, mostMs: 0 } });
});
afterAll(() => test.close());

const eventSchema = z.object({ Records: z.array(z.object({ eventName: z.string(), s3: z.object({ bucket: z.object({ name: z.string() }), object: z.object({ key: z.string() }) }) })) });
const administrator = () => test.world.administrator;
const sqs = () => test.client(SQSClient, administrator());
const s3 = () => test.client(S3Client, administrator());

async function messagesIn(QueueUrl: string | undefined): Promise<string[]> {
  const bodies: string[] = [];
  while (true) {
    const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies;
    for (const { Body = '', ReceiptHandle } of Messages) {
      bodies.push(Body);
      await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function newQueue(name: string, service?: string) {
  const arn = `arn:aws:sqs:us-east-1:${administrator().accountId}:${name}`;
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: arn }] });
  return { url: (await sqs().send(new CreateQueueCommand({ QueueName: name, Attributes: service === undefined ? {} : { Policy } }))).QueueUrl, arn };
}
const keysIn = (bodies: readonly string[]) => bodies.flatMap((body) => eventSchema.parse(JSON.parse(body)).Records.map(({ s3: { object } }) => object.key));
const logBucket = () => test.world.accounts.get(administrator().accountId)?.regions.get('us-east-1')?.trails[0]?.trail.S3BucketName;

it("the prepared queue hears of every file of the organisation's trail, and each can be read", async () => {
  test.advance(11 * 60_000);
  const { QueueUrl } = await sqs().send(new GetQueueUrlCommand({ QueueName: 'organization-trail-files' }));
  const keys = keysIn(await messagesIn(QueueUrl));
  expect(new Set(keys).size).toBe(keys.length);
  for (const id of test.world.accounts.keys()) expect(keys.filter((key) => key.includes(`/${id}/CloudTrail/us-east-1/2026/11/20/`)).length).toBeGreaterThan(0);
  for (const Key of keys) expect((await s3().send(new GetObjectCommand({ Bucket: logBucket(), Key }))).ContentLength).toBeGreaterThan(100);
  expect(await messagesIn(QueueUrl)).toEqual([]);
});

it('a bucket tells queues and topics of what is put, by prefix and suffix, and tests each place first', async () => {
  const queue = await newQueue('direct', 's3.amazonaws.com');
  const raw = await newQueue('raw');
  const wrapped = await newQueue('wrapped');
  const sns = test.client(SNSClient, administrator());
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'files' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: raw.arn, Attributes: { RawMessageDelivery: 'true' } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: wrapped.arn }));
  const Bucket = [...(test.world.accounts.get(administrator().accountId)?.buckets.values() ?? [])].find(({ trails }) => trails.length === 0)?.name;
  await s3().send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }, { Name: 'suffix', Value: '.gz' }] } } }],
        TopicConfigurations: [{ TopicArn, Events: ['s3:ObjectCreated:Put'] }],
      },
    }),
  );
  for (const { url } of [queue, raw]) expect((await messagesIn(url)).map((body) => z.object({ Event: z.string(), Bucket: z.string() }).parse(JSON.parse(body)))).toEqual([{ Event: 's3:TestEvent', Bucket }]);
  await messagesIn(wrapped.url);
  for (const Key of ['in/a b.gz', 'in/c.txt', 'out/d.gz']) await s3().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  expect(keysIn(await messagesIn(queue.url))).toEqual(['in/a+b.gz']);
  expect(keysIn(await messagesIn(raw.url))).toEqual(['in/a+b.gz', 'in/c.txt', 'out/d.gz']);
  const envelopes = (await messagesIn(wrapped.url)).map((body) => z.object({ Type: z.literal('Notification'), TopicArn: z.literal(TopicArn), Message: z.string() }).parse(JSON.parse(body)));
  expect(keysIn(envelopes.map(({ Message }) => Message))).toEqual(['in/a+b.gz', 'in/c.txt', 'out/d.gz']);
  const kept = await s3().send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  expect(kept.QueueConfigurations?.[0]).toMatchObject({ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*'] });
});

it('a place that does not exist, or does not let S3 in, is refused', async () => {
  const closed = await newQueue('closed', 'events.amazonaws.com');
  for (const QueueArn of [`arn:aws:sqs:us-east-1:${administrator().accountId}:nowhere`, closed.arn]) {
    const put = s3().send(new PutBucketNotificationConfigurationCommand({ Bucket: logBucket(), NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] } }));
    await expect(put).rejects.toMatchObject({ name: 'InvalidArgument' });
  }
});
