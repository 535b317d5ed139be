import { CloudTrailClient, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DeleteRuleCommand, DescribeRuleCommand, DisableRuleCommand, EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand, PutEventsCommand, PutRuleCommand, PutTargetsCommand, RemoveTargetsCommand, TestEventPatternCommand, type RuleState } from '@aws-sdk/client-eventbridge';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestCredentials, type TestSim } from '../open-test-sim.ts';

let test: TestSim;
let credentials: TestCredentials;
beforeEach(async () => {
  test = await openTestSim({ startedAt: new Date('2026-11-20T12:00:00Z') });
  credentials = await test.administrator();
});
afterEach(() => test.close());

const eventSchema = z.looseObject({ 'detail-type': z.string(), source: z.string(), account: z.string(), region: z.string(), detail: z.looseObject({ eventName: z.string().optional(), eventID: z.string().optional(), eventType: z.string().optional() }) });
const everyCall = { 'detail-type': [{ suffix: ' via CloudTrail' }] };
const events = (region?: string) => test.client(EventBridgeClient, credentials, region);
const sqs = () => test.client(SQSClient, credentials);
const account = () => test.member().id;
const queueArn = () => `arn:aws:sqs:us-east-1:${account()}:calls`;

/** A queue that hears what a rule lets through; the policy is the one of the guide. */
async function listen(pattern: unknown, { state, isOpen = true }: { state?: RuleState; isOpen?: boolean } = {}) {
  const { RuleArn } = await events().send(new PutRuleCommand({ Name: 'calls', EventPattern: JSON.stringify(pattern), State: state }));
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn(), Condition: { ArnEquals: { 'aws:SourceArn': RuleArn } } }] });
  const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName: 'calls', Attributes: isOpen ? { Policy } : {} }));
  await events().send(new PutTargetsCommand({ Rule: 'calls', Targets: [{ Id: 'queue', Arn: queueArn() }] }));
  return async () => {
    const received: z.output<typeof eventSchema>[] = [];
    while (true) {
      const { Messages = [] } = await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      if (Messages.length === 0) return received;
      for (const { Body = '', ReceiptHandle } of Messages) {
        received.push(eventSchema.parse(JSON.parse(Body)));
        await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
  };
}

const createUser = (UserName: string) => test.client(IAMClient, credentials).send(new CreateUserCommand({ UserName }));
const names = (received: readonly z.output<typeof eventSchema>[]) => received.map(({ detail }) => detail.eventName ?? '').sort();

describe('calls on the bus', () => {
  it('come within seconds, once each, and only those that a rule asks for', async () => {
    const received = await listen({ source: ['aws.iam'], detail: { eventName: ['CreateUser'] } });
    await createUser('new-user');
    expect(await received()).toEqual([]);
    test.advance(4_000);
    const [event, ...more] = await received();
    expect(more).toEqual([]);
    expect(event).toMatchObject({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.iam', account: account(), region: 'us-east-1', detail: { eventName: 'CreateUser', requestParameters: { userName: 'new-user' } } });
    test.advance(60_000);
    expect(await received()).toEqual([]);
  });

  it('are those that CloudTrail records, however often somebody looks', async () => {
    const received = await listen(everyCall, { state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' });
    const from = test.world.clock();
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 40; i += 1) {
      test.advance(3_700);
      ids.push(...(await received()).map(({ detail }) => detail.eventID));
    }
    const told = test.world.activity.between({ accountId: account(), region: 'us-east-1' }, { from, to: new Date(test.world.clock().getTime() - 10_000) });
    expect(told.length).toBeGreaterThan(5);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(told.map(({ eventID }) => eventID)));
  });

  it('that only read are told to rules which ask for all', async () => {
    const received = await listen({ source: ['aws.iam'] });
    await test.client(IAMClient, credentials).send(new ListUsersCommand({}));
    await createUser('one');
    test.advance(4_000);
    expect(names(await received())).toEqual(['CreateUser']);
    await events().send(new PutRuleCommand({ Name: 'calls', EventPattern: JSON.stringify({ source: ['aws.iam'] }), State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }));
    await test.client(IAMClient, credentials).send(new ListUsersCommand({}));
    test.advance(4_000);
    expect(names(await received())).toContain('ListUsers');
  });

  it('are told no more once no trail is logging, the call that stopped it included', async () => {
    const received = await listen({ source: ['aws.iam', 'aws.cloudtrail'] });
    const trails = [...test.world.accounts.values()].flatMap((owner) => [...owner.regions.values()].flatMap((region) => region.trails.map((trail) => ({ owner, trail }))));
    const shared = trails.find(({ trail }) => trail.trail.IsOrganizationTrail === true);
    shared?.trail.switches.push({ isLogging: false, at: test.world.clock() });
    test.advance(2_000);
    await test.client(CloudTrailClient, credentials).send(new StopLoggingCommand({ Name: 'audit-trail' }));
    test.advance(2_000);
    await createUser('unseen');
    test.advance(4_000);
    expect(names(await received())).toEqual(['StopLogging']);
  });

  it('are lost where the queue does not let EventBridge in', async () => {
    const received = await listen(everyCall, { isOpen: false });
    await createUser('one');
    test.advance(4_000);
    expect(await received()).toEqual([]);
  });

  it('are forwarded from the bus of another region, with a role', async () => {
    const received = await listen({ region: ['eu-west-1'], source: ['my.program'] });
    const Arn = `arn:aws:events:us-east-1:${account()}:event-bus/default`;
    await events('eu-west-1').send(new PutRuleCommand({ Name: 'forward', EventPattern: JSON.stringify({ source: ['my.program'] }) }));
    expect(await events('eu-west-1').send(new PutTargetsCommand({ Rule: 'forward', Targets: [{ Id: 'bus', Arn }] }))).toMatchObject({ FailedEntryCount: 1 });
    const RoleArn = `arn:aws:iam::${account()}:role/forward`;
    expect(await events('eu-west-1').send(new PutTargetsCommand({ Rule: 'forward', Targets: [{ Id: 'bus', Arn, RoleArn }] }))).toMatchObject({ FailedEntryCount: 0 });
    await events('eu-west-1').send(new PutEventsCommand({ Entries: [{ Source: 'my.program', DetailType: 'done', Detail: '{"ok":true}' }] }));
    expect(await received()).toMatchObject([{ source: 'my.program', region: 'eu-west-1', detail: { ok: true } }]);
  });
});

it('an object that comes into a bucket is told on the bus of its region', async () => {
  const received = await listen({ source: ['aws.s3'], 'detail-type': ['Object Created'] });
  const s3 = test.client(S3Client, credentials);
  const Bucket = [...test.member().buckets.values()].find(({ region }) => region === 'us-east-1')?.name;
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { EventBridgeConfiguration: {} } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'in/a b.txt', Body: 'x' }));
  expect(await received()).toMatchObject([{ source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: Bucket }, object: { key: 'in/a b.txt', size: 1 } } }]);
});

describe('rules', () => {
  it('are kept, listed, switched off and deleted once they have no targets', async () => {
    const received = await listen({ source: ['my.program'] });
    expect(await events().send(new DescribeRuleCommand({ Name: 'calls' }))).toMatchObject({ State: 'ENABLED', EventPattern: '{"source":["my.program"]}' });
    expect((await events().send(new ListTargetsByRuleCommand({ Rule: 'calls' }))).Targets).toEqual([{ Id: 'queue', Arn: queueArn() }]);
    await events().send(new DisableRuleCommand({ Name: 'calls' }));
    await events().send(new PutEventsCommand({ Entries: [{ Source: 'my.program', DetailType: 'done', Detail: '{}' }] }));
    expect(await received()).toEqual([]);
    await expect(events().send(new DeleteRuleCommand({ Name: 'calls' }))).rejects.toMatchObject({ name: 'ValidationException' });
    await events().send(new RemoveTargetsCommand({ Rule: 'calls', Ids: ['queue'] }));
    await events().send(new DeleteRuleCommand({ Name: 'calls' }));
    expect((await events().send(new ListRulesCommand({}))).Rules).toEqual([]);
    await expect(events().send(new DescribeRuleCommand({ Name: 'calls' }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('with a pattern that AWS would not take are refused, and patterns can be tried', async () => {
    await expect(events().send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"source":"aws.iam"}' }))).rejects.toMatchObject({ name: 'InvalidEventPatternException' });
    const Event = JSON.stringify({ id: '1', account: account(), source: 'aws.iam', time: '2026-11-20T12:00:00Z', region: 'us-east-1', resources: [], 'detail-type': 'x', detail: {} });
    expect((await events().send(new TestEventPatternCommand({ EventPattern: '{"source":["aws.iam"]}', Event }))).Result).toBe(true);
  });

  it('take no events in the name of AWS from anybody', async () => {
    const { Entries } = await events().send(new PutEventsCommand({ Entries: [{ Source: 'aws.iam', DetailType: 'AWS API Call via CloudTrail', Detail: '{}' }] }));
    expect(Entries).toMatchObject([{ ErrorCode: 'NotAuthorizedForSourceException' }]);
  });
});
