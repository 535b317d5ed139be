import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { addMessage, findQueue, md5, queueResource } from '../../queues/find-queue.ts';
import type { SimMessage, SimQueue } from '../../world/world.ts';

const lookMs = 100;

export default defineHandlers('sqs', {
  SendMessage: {
    resource: queueResource,
    isData: true,
    run(input, context) {
      const body = input.MessageBody ?? '';
      const message = addMessage(findQueue(context, input.QueueUrl), body, { now: context.now, delaySeconds: input.DelaySeconds ?? 0 });
      return { MessageId: message.id, MD5OfMessageBody: md5(body) };
    },
  },
  SendMessageBatch: {
    actions: () => ['sqs:SendMessage'],
    resource: queueResource,
    isData: true,
    run(input, context) {
      const queue = findQueue(context, input.QueueUrl);
      refuseBadBatch(input.Entries);
      return {
        Successful: (input.Entries ?? []).map(({ Id, MessageBody, DelaySeconds }) => {
          const message = addMessage(queue, MessageBody ?? '', { now: context.now, delaySeconds: DelaySeconds ?? 0 });
          return { Id, MessageId: message.id, MD5OfMessageBody: md5(message.body) };
        }),
        Failed: [],
      };
    },
  },
  ReceiveMessage: {
    resource: queueResource,
    isData: true,
    async run(input, context) {
      const most = input.MaxNumberOfMessages ?? 1;
      if (most < 1 || most > 10) throw new AwsRefusal('InvalidParameterValue', 'MaxNumberOfMessages is between 1 and 10');
      const queue = findQueue(context, input.QueueUrl);
      const waitMs = 1_000 * Math.min(20, input.WaitTimeSeconds ?? Number(queue.attributes.get('ReceiveMessageWaitTimeSeconds') ?? 0));
      const until = Date.now() + waitMs;
      while (visibleIn(queue, context).length === 0 && Date.now() < until && !context.signal.aborted) {
        await sleep(lookMs);
        // What is announced meanwhile would otherwise wait for somebody else's call.
        context.world.advance();
      }
      const now = context.world.clock();
      const seconds = input.VisibilityTimeout ?? Number(queue.attributes.get('VisibilityTimeout') ?? 30);
      const received = visibleIn(queue, context).slice(0, most);
      for (const message of received) {
        message.visibleAt = new Date(now.getTime() + seconds * 1_000);
        message.receiveCount += 1;
        message.receiptHandle = randomUUID();
      }
      return {
        Messages: received.map((message) => ({
          MessageId: message.id,
          ReceiptHandle: message.receiptHandle,
          Body: message.body,
          MD5OfBody: md5(message.body),
          Attributes: { SentTimestamp: String(message.sentAt.getTime()), ApproximateReceiveCount: String(message.receiveCount) },
        })),
      };
    },
  },
  DeleteMessage: {
    resource: queueResource,
    isData: true,
    run(input, context) {
      remove(findQueue(context, input.QueueUrl), input.ReceiptHandle);
      return {};
    },
  },
  DeleteMessageBatch: {
    actions: () => ['sqs:DeleteMessage'],
    resource: queueResource,
    isData: true,
    run(input, context) {
      const queue = findQueue(context, input.QueueUrl);
      refuseBadBatch(input.Entries);
      for (const { ReceiptHandle } of input.Entries ?? []) remove(queue, ReceiptHandle);
      return { Successful: (input.Entries ?? []).map(({ Id }) => ({ Id })), Failed: [] };
    },
  },
  ChangeMessageVisibility: {
    resource: queueResource,
    isData: true,
    run(input, context) {
      const message = findQueue(context, input.QueueUrl).messages.find(({ receiptHandle }) => receiptHandle === input.ReceiptHandle);
      if (!message) throw new AwsRefusal('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
      message.visibleAt = new Date(context.now.getTime() + (input.VisibilityTimeout ?? 0) * 1_000);
      return {};
    },
  },
});

function visibleIn(queue: SimQueue, { world }: CallContext): SimMessage[] {
  const now = world.clock();
  return queue.messages.filter(({ visibleAt }) => visibleAt <= now);
}

/** A handle that is known no more has been deleted already; AWS says yes to that. */
function remove(queue: SimQueue, handle: string | undefined): void {
  const at = queue.messages.findIndex(({ receiptHandle }) => receiptHandle !== undefined && receiptHandle === handle);
  if (at >= 0) queue.messages.splice(at, 1);
}

function refuseBadBatch(entries: readonly { Id: string | undefined }[] | undefined): void {
  if (!entries || entries.length === 0) throw new AwsRefusal('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10) throw new AwsRefusal('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) throw new AwsRefusal('BatchEntryIdsNotDistinct', 'Ids of the entries are not distinct.');
}
