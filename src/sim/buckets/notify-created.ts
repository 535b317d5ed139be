import type { NotificationConfigurationFilter } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import type { ObjectHead } from '../delivery/open-trail-files.ts';
import { sendEvent } from '../events/send-event.ts';
import { addMessage } from '../queues/find-queue.ts';
import { publishToTopic, queueByArn, topicByArn } from '../topics/publish-to-topic.ts';
import type { SimBucket, World } from '../world/world.ts';

interface Target {
  readonly Id?: string | undefined;
  readonly Events?: readonly string[] | undefined;
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

/** Tells the queues and topics of a bucket, and the bus of its region when it is to, of an object that has come. */
export function notifyCreated(world: Pick<World, 'accounts'>, bucket: SimBucket, { object, now }: { object: ObjectHead; now: Date }): void {
  const { QueueConfigurations: queues = [], TopicConfigurations: topics = [], EventBridgeConfiguration: bus } = bucket.notifications ?? {};
  for (const target of queues) {
    if (wants(target, object.key)) sendTo(world, target.QueueArn ?? '', { body: eventOf(bucket, object, target.Id ?? ''), now });
  }
  for (const target of topics) {
    if (wants(target, object.key)) sendTo(world, target.TopicArn ?? '', { body: eventOf(bucket, object, target.Id ?? ''), now });
  }
  if (bus) tellBus(world, bucket, { object, now });
}

/** What S3 sends to a place when it is first named as one to tell. */
export function notifyTest(world: Pick<World, 'accounts'>, bucket: SimBucket, { arn, now }: { arn: string; now: Date }): void {
  sendTo(world, arn, { body: { Service: 'Amazon S3', Event: 's3:TestEvent', Time: now.toISOString(), Bucket: bucket.name, RequestId: requestId(), HostId: randomUUID() }, now });
}

/** On the bus keys are written as they are. */
function tellBus(world: Pick<World, 'accounts'>, bucket: SimBucket, { object, now }: { object: ObjectHead; now: Date }): void {
  const owner = [...world.accounts.values()].find(({ buckets }) => buckets.get(bucket.name) === bucket);
  if (!owner) return;
  const detail = {
    version: '0',
    bucket: { name: bucket.name },
    object: { key: object.key, size: object.size, etag: object.etag.replaceAll('"', ''), sequencer: sequencerOf(object) },
    'request-id': requestId(),
    requester: 'cloudtrail.amazonaws.com',
    'source-ip-address': '192.0.2.10',
    reason: 'PutObject',
  };
  const time = `${object.modifiedAt.toISOString().slice(0, 19)}Z`;
  const event = { version: '0' as const, id: randomUUID(), 'detail-type': 'Object Created', source: 'aws.s3', account: owner.id, time, region: bucket.region, resources: [`arn:aws:s3:::${bucket.name}`], detail };
  sendEvent(world, { accountId: owner.id, region: bucket.region }, { event, now });
}

function sendTo(world: Pick<World, 'accounts'>, arn: string, { body, now }: { body: unknown; now: Date }): void {
  const message = JSON.stringify(body);
  const queue = queueByArn(world, arn);
  if (queue) addMessage(queue, message, { now });
  const topic = topicByArn(world, arn);
  if (topic) publishToTopic(world, topic, { message, subject: 'Amazon S3 Notification', now });
}

function wants({ Events = [], Filter }: Target, key: string): boolean {
  if (!Events.some((event) => event === 's3:ObjectCreated:*' || event === 's3:ObjectCreated:Put')) return false;
  return (Filter?.Key?.FilterRules ?? []).every(({ Name, Value = '' }) => (Name?.toLowerCase() === 'suffix' ? key.endsWith(Value) : key.startsWith(Value)));
}

function eventOf(bucket: SimBucket, { key, size, etag, modifiedAt }: ObjectHead, configurationId: string): unknown {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: bucket.region,
        eventTime: modifiedAt.toISOString(),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:AROASIMULATEDTRAILS:regionalDeliverySession' },
        requestParameters: { sourceIPAddress: '192.0.2.10' },
        responseElements: { 'x-amz-request-id': requestId(), 'x-amz-id-2': randomUUID() },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: { name: bucket.name, ownerIdentity: { principalId: 'A1SIMULATED' }, arn: `arn:aws:s3:::${bucket.name}` },
          // As in a form: S3 writes spaces as plus signs, and leaves slashes as they are.
          object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'), size, eTag: etag.replaceAll('"', ''), sequencer: sequencerOf({ modifiedAt }) },
        },
      },
    ],
  };
}

function sequencerOf({ modifiedAt }: Pick<ObjectHead, 'modifiedAt'>): string {
  return modifiedAt.getTime().toString(16).toUpperCase().padStart(18, '0');
}

function requestId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase();
}
