import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import { bucketArn, findBucket } from '../../buckets/find-bucket.ts';
import { notifyTest } from '../../buckets/notify-created.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { serviceMaySend } from '../../queues/service-may-send.ts';
import { queueByArn, topicByArn } from '../../topics/publish-to-topic.ts';
import type { World } from '../../world/world.ts';

export default defineHandlers('s3', {
  GetBucketNotificationConfiguration: {
    resource: bucketArn,
    actions: () => ['s3:GetBucketNotification'],
    run: (input, context) => ({ ...findBucket(context, input.Bucket).notifications }),
  },
  PutBucketNotificationConfiguration: {
    resource: bucketArn,
    actions: () => ['s3:PutBucketNotification'],
    run(input, { world, account, now }) {
      const bucket = findBucket({ world }, input.Bucket);
      const wanted = withIds(input.NotificationConfiguration ?? {});
      const places = placesOf(wanted);
      if (input.SkipDestinationValidation !== true) {
        for (const arn of places) if (!takes(world, arn, { sourceArn: bucketArn(input), accountId: account.id })) throw new AwsRefusal('InvalidArgument', 'Unable to validate the following destination configurations', { status: 400 });
        for (const arn of places) notifyTest(world, bucket, { arn, now });
      }
      bucket.notifications = wanted;
      return {};
    },
  },
});

function withIds({ QueueConfigurations: queues, TopicConfigurations: topics, EventBridgeConfiguration: bridge }: NotificationConfiguration): NotificationConfiguration {
  return {
    ...(queues ? { QueueConfigurations: queues.map((one) => ({ ...one, Id: one.Id ?? randomUUID() })) } : {}),
    ...(topics ? { TopicConfigurations: topics.map((one) => ({ ...one, Id: one.Id ?? randomUUID() })) } : {}),
    ...(bridge ? { EventBridgeConfiguration: bridge } : {}),
  };
}

function placesOf({ QueueConfigurations: queues = [], TopicConfigurations: topics = [] }: NotificationConfiguration): string[] {
  return [...queues.map(({ QueueArn = '' }) => QueueArn), ...topics.map(({ TopicArn = '' }) => TopicArn)];
}

/** A queue has to exist and let S3 in. */
function takes(world: World, arn: string, from: { sourceArn: string; accountId: string }): boolean {
  const queue = queueByArn(world, arn);
  return queue ? serviceMaySend(queue, 's3.amazonaws.com', from) : topicByArn(world, arn) !== undefined;
}
