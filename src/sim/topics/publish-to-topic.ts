import { randomUUID } from 'node:crypto';
import { addMessage } from '../queues/find-queue.ts';
import type { SimQueue, SimTopic, World } from '../world/world.ts';

/** Publishes, and hands the message to every queue that listens, of whichever account: in the envelope of SNS, or bare where the subscription wants it so. */
export function publishToTopic(world: Pick<World, 'accounts'>, topic: SimTopic, { message, subject, now }: { message: string; subject?: string | undefined; now: Date }): string {
  const messageId = randomUUID();
  topic.published.push({ messageId, at: now, message, ...(subject === undefined ? {} : { subject }) });
  const envelope = { Type: 'Notification', MessageId: messageId, TopicArn: topic.arn, Subject: subject, Message: message, Timestamp: now.toISOString(), SignatureVersion: '1' };
  for (const { protocol, endpoint, isRaw } of topic.subscriptions) {
    const queue = protocol === 'sqs' ? queueByArn(world, endpoint) : undefined;
    if (queue) addMessage(queue, isRaw === true ? message : JSON.stringify(envelope), { now });
  }
  return messageId;
}

export function queueByArn({ accounts }: Pick<World, 'accounts'>, arn: string): SimQueue | undefined {
  const [, , service, region = '', accountId = '', name = ''] = arn.split(':');
  return service === 'sqs' ? accounts.get(accountId)?.regions.get(region)?.queues.get(name) : undefined;
}

export function topicByArn({ accounts }: Pick<World, 'accounts'>, arn: string): SimTopic | undefined {
  const [, , service, region = '', accountId = ''] = arn.split(':');
  return service === 'sns' ? accounts.get(accountId)?.regions.get(region)?.topics.get(arn) : undefined;
}
