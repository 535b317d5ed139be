import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { pageOf } from '../../page-of.ts';
import { findQueue, queueResource } from '../../queues/find-queue.ts';
import type { SimQueue } from '../../world/world.ts';

export default defineHandlers('sqs', {
  CreateQueue: {
    resource: (input, { region, account }) => `arn:aws:sqs:${region.name}:${account.id}:${input.QueueName ?? ''}`,
    run(input, { region, account, endpoint, now }) {
      const name = input.QueueName ?? '';
      if (!/^[\w-]{1,80}(\.fifo)?$/.test(name)) throw new AwsRefusal('InvalidParameterValue', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
      const known = region.queues.get(name);
      if (known) return { QueueUrl: queueUrl(known, endpoint) };
      const seconds = String(Math.floor(now.getTime() / 1_000));
      const attributes = new Map<string, string>([['VisibilityTimeout', '30'], ['MessageRetentionPeriod', '345600'], ['CreatedTimestamp', seconds], ...Object.entries(input.Attributes ?? {})]);
      const queue: SimQueue = { name, arn: `arn:aws:sqs:${region.name}:${account.id}:${name}`, url: `/${account.id}/${name}`, attributes, messages: [] };
      region.queues.set(name, queue);
      return { QueueUrl: queueUrl(queue, endpoint) };
    },
  },
  GetQueueUrl: {
    resource: (input, { region, account }) => `arn:aws:sqs:${region.name}:${account.id}:${input.QueueName ?? ''}`,
    run(input, { region, endpoint }) {
      const queue = region.queues.get(input.QueueName ?? '');
      if (!queue) throw new AwsRefusal('QueueDoesNotExist', 'The specified queue does not exist.');
      return { QueueUrl: queueUrl(queue, endpoint) };
    },
  },
  ListQueues(input, { region, endpoint }) {
    const urls = [...region.queues.values()].filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? '')).map((queue) => queueUrl(queue, endpoint));
    const { items, next } = pageOf(urls, { token: input.NextToken, size: input.MaxResults, most: 1_000, badToken: 'InvalidParameterValue' });
    return { QueueUrls: items, NextToken: next };
  },
  GetQueueAttributes: {
    resource: queueResource,
    run(input, context) {
      const queue = findQueue(context, input.QueueUrl);
      const wanted = new Set<string>(input.AttributeNames ?? []);
      const all = attributesOf(queue, context);
      return { Attributes: Object.fromEntries([...all].filter(([name]) => wanted.has('All') || wanted.has(name))) };
    },
  },
  SetQueueAttributes: {
    resource: queueResource,
    run(input, context) {
      const queue = findQueue(context, input.QueueUrl);
      for (const [name, value] of Object.entries(input.Attributes ?? {})) if (value !== undefined) queue.attributes.set(name, value);
      return {};
    },
  },
  PurgeQueue: {
    resource: queueResource,
    run(input, context) {
      findQueue(context, input.QueueUrl).messages.length = 0;
      return {};
    },
  },
  DeleteQueue: {
    resource: queueResource,
    run(input, context) {
      context.region.queues.delete(findQueue(context, input.QueueUrl).name);
      return {};
    },
  },
});

function queueUrl({ url }: SimQueue, endpoint: string): string {
  return `${endpoint}${url}`;
}

function attributesOf(queue: SimQueue, { now }: CallContext): [string, string][] {
  const visible = queue.messages.filter(({ visibleAt }) => visibleAt <= now).length;
  return [...queue.attributes, ['QueueArn', queue.arn], ['ApproximateNumberOfMessages', String(visible)], ['ApproximateNumberOfMessagesNotVisible', String(queue.messages.length - visible)]];
}
