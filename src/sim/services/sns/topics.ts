import { randomUUID } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { pageOf } from '../../page-of.ts';
import { publishToTopic } from '../../topics/publish-to-topic.ts';
import type { SimTopic } from '../../world/world.ts';

const ofTopic = ({ TopicArn }: { TopicArn?: string | undefined }) => TopicArn ?? '*';
const paging = { size: undefined, most: 100, badToken: 'InvalidParameterException' };

export default defineHandlers('sns', {
  CreateTopic: {
    resource: (input, { region, account }) => `arn:aws:sns:${region.name}:${account.id}:${input.Name ?? ''}`,
    run(input, { region, account }) {
      const name = input.Name ?? '';
      if (!/^[\w-]{1,256}(\.fifo)?$/.test(name)) throw new AwsRefusal('InvalidParameterException', 'Invalid parameter: Topic Name');
      const arn = `arn:aws:sns:${region.name}:${account.id}:${name}`;
      if (!region.topics.has(arn)) {
        const attributes = new Map([['TopicArn', arn], ['Owner', account.id], ...Object.entries(input.Attributes ?? {})]);
        region.topics.set(arn, { arn, attributes, subscriptions: [], published: [] });
      }
      return { TopicArn: arn };
    },
  },
  DeleteTopic: {
    resource: ofTopic,
    run(input, { region }) {
      region.topics.delete(input.TopicArn ?? '');
      return {};
    },
  },
  ListTopics(input, { region }) {
    const { items, next } = pageOf([...region.topics.keys()], { ...paging, token: input.NextToken });
    return { Topics: items.map((TopicArn) => ({ TopicArn })), NextToken: next };
  },
  GetTopicAttributes: { resource: ofTopic, run: (input, context) => ({ Attributes: Object.fromEntries(findTopic(context, input.TopicArn).attributes) }) },
  SetTopicAttributes: {
    resource: ofTopic,
    run(input, context) {
      findTopic(context, input.TopicArn).attributes.set(input.AttributeName ?? '', input.AttributeValue ?? '');
      return {};
    },
  },
  Subscribe: {
    resource: ofTopic,
    run(input, context) {
      const topic = findTopic(context, input.TopicArn);
      const { Protocol: protocol = '', Endpoint: endpoint = '' } = input;
      if (!/^(sqs|lambda|https?|email|email-json|sms|application|firehose)$/.test(protocol)) throw new AwsRefusal('InvalidParameterException', 'Invalid parameter: Does not support this protocol string');
      const known = topic.subscriptions.find((subscription) => subscription.protocol === protocol && subscription.endpoint === endpoint);
      if (known) return { SubscriptionArn: known.arn };
      const arn = `${topic.arn}:${randomUUID()}`;
      topic.subscriptions.push({ arn, protocol, endpoint, isRaw: input.Attributes?.RawMessageDelivery === 'true' });
      return { SubscriptionArn: arn };
    },
  },
  ListSubscriptionsByTopic: {
    resource: ofTopic,
    run(input, context) {
      const topic = findTopic(context, input.TopicArn);
      const { items, next } = pageOf(topic.subscriptions, { ...paging, token: input.NextToken });
      return { Subscriptions: items.map(({ arn, protocol, endpoint }) => ({ SubscriptionArn: arn, Owner: context.account.id, Protocol: protocol, Endpoint: endpoint, TopicArn: topic.arn })), NextToken: next };
    },
  },
  Publish: {
    resource: ofTopic,
    isData: true,
    run(input, context) {
      const topic = findTopic(context, input.TopicArn);
      const message = input.Message ?? '';
      if (message === '') throw new AwsRefusal('InvalidParameterException', 'Invalid parameter: Empty message');
      if (Buffer.byteLength(message) > 256 * 1024) throw new AwsRefusal('InvalidParameterException', 'Invalid parameter: Message too long');
      if (input.Subject !== undefined && (input.Subject.length > 100 || /[\r\n]/.test(input.Subject))) throw new AwsRefusal('InvalidParameterException', 'Invalid parameter: Subject');
      return { MessageId: publishToTopic(context.world, topic, { message, subject: input.Subject, now: context.now }) };
    },
  },
});

function findTopic({ region }: CallContext, arn: string | undefined): SimTopic {
  const topic = region.topics.get(arn ?? '');
  if (!topic) throw new AwsRefusal('NotFoundException', 'Topic does not exist');
  return topic;
}
