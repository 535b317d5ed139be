import { createHash, randomUUID } from 'node:crypto';
import { AwsRefusal } from '../aws-refusal.ts';
import type { CallContext } from '../call-context.ts';
import type { SimMessage, SimQueue } from '../world/world.ts';

export function findQueue({ region }: CallContext, url: string | undefined): SimQueue {
  const queue = region.queues.get(nameIn(url));
  if (!queue) throw new AwsRefusal('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
}

export function queueResource({ QueueUrl }: { QueueUrl?: string | undefined }, { region, account }: CallContext): string {
  return `arn:aws:sqs:${region.name}:${account.id}:${nameIn(QueueUrl)}`;
}

export function addMessage(queue: SimQueue, body: string, { now, delaySeconds = 0 }: { now: Date; delaySeconds?: number }): SimMessage {
  const message: SimMessage = { id: randomUUID(), body, sentAt: now, visibleAt: new Date(now.getTime() + delaySeconds * 1_000), receiveCount: 0 };
  const keptMs = 1_000 * Number(queue.attributes.get('MessageRetentionPeriod') ?? 345_600);
  const tooOld = queue.messages.findIndex(({ sentAt }) => now.getTime() - sentAt.getTime() <= keptMs);
  queue.messages.splice(0, tooOld < 0 ? queue.messages.length : tooOld);
  queue.messages.push(message);
  return message;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function nameIn(url: string | undefined): string {
  return url?.split('/').at(-1) ?? '';
}
