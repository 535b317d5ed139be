import { CloudTrailClient, LookupEventsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, EC2Client, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateBucketCommand, GetBucketLocationCommand, GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import { SESv2Client, SendEmailCommand as SendEmailV2Command } from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStories } from './load-stories.ts';
import { startSim, type Sim } from './start-sim.ts';
import { createWorld } from './world/create-world.ts';
import { addKey, addUser } from './world/estate/make-identities.ts';
import { awsManagedArn } from './world/estate/policies.ts';
import { openDice } from './world/seeded-random.ts';
import type { World } from './world/world.ts';

let now = new Date('2026-11-20T12:00:00Z');
let world: World;
let sim: Sim;
const bugs: unknown[] = [];

beforeAll(async () => {
  now = new Date();
  world = createWorld({ seed: 7, accounts: 2, startedAt: now, clock: () => now, readerActions: ['cloudtrail:LookupEvents', 'ec2:DescribeInstances'], stories: await loadStories(), plan: [] });
  sim = await startSim({ world, onBug: (error) => bugs.push(error) });
});
afterAll(async () => {
  await sim.close();
  expect(bugs).toEqual([]);
});

const member = () => [...world.accounts.values()][1] ?? expect.fail('there is no member account');

function client<C>(Client: new (config: object) => C, credentials: object, region = 'us-east-1'): C {
  return new Client({ region, endpoint: sim.url, credentials, maxAttempts: 1 });
}

function administrator() {
  const account = member();
  const dice = openDice(1, `admin/${account.users.size}`);
  const user = addUser(account, `tester-${account.users.size}`, { dice, createdAt: now });
  user.attachedPolicies.add(awsManagedArn('AdministratorAccess'));
  const key = addKey(user, { dice, createdAt: now });
  return { accessKeyId: key.id, secretAccessKey: key.secret };
}

const watcherKey = () => ({ accessKeyId: world.watcher.accessKeyId, secretAccessKey: world.watcher.secretAccessKey });

async function readerCredentials(accountId = member().id) {
  const answer = await client(STSClient, watcherKey()).send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${accountId}:role/${world.watcher.roleName}`, RoleSessionName: 'test', ExternalId: world.watcher.externalId }),
  );
  return { accessKeyId: answer.Credentials?.AccessKeyId ?? '', secretAccessKey: answer.Credentials?.SecretAccessKey ?? '', sessionToken: answer.Credentials?.SessionToken ?? '' };
}

describe('who is calling', () => {
  it('knows a user by its key', async () => {
    expect(await client(STSClient, watcherKey()).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: world.watcher.accountId, Arn: `arn:aws:iam::${world.watcher.accountId}:user/watchkeeper` });
  });

  it('refuses a key that does not exist, in the words of each service', async () => {
    const nobody = { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' };
    await expect(client(STSClient, nobody).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(client(CloudTrailClient, nobody).send(new LookupEventsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(client(S3Client, nobody).send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    await expect(client(EC2Client, nobody).send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('refuses a wrong secret', async () => {
    await expect(client(STSClient, { ...watcherKey(), secretAccessKey: 'wrong' }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('hands out sessions to those the role trusts, and to nobody without the external id', async () => {
    const credentials = await readerCredentials();
    expect(await client(STSClient, credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: member().id, Arn: `arn:aws:sts::${member().id}:assumed-role/WatchkeeperRead/test` });
    const without = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${member().id}:role/WatchkeeperRead`, RoleSessionName: 'test' });
    await expect(client(STSClient, watcherKey()).send(without)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('ends a session when its time is over', async () => {
    const credentials = await readerCredentials();
    const before = now;
    now = new Date(now.getTime() + 3_601_000);
    try {
      const late = new CloudTrailClient({ region: 'us-east-1', endpoint: sim.url, credentials, maxAttempts: 1, systemClockOffset: 3_601_000 });
      await expect(late.send(new LookupEventsCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    } finally {
      now = before;
    }
  });

  it('lets a session do what its role is allowed and nothing else', async () => {
    const credentials = await readerCredentials();
    await client(EC2Client, credentials).send(new DescribeInstancesCommand({ MaxResults: 5 }));
    await expect(client(IAMClient, credentials).send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('iam:ListUsers') });
    await expect(client(CloudTrailClient, credentials).send(new StopLoggingCommand({ Name: 'audit-trail' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('each protocol', () => {
  it('JSON 1.1: CloudTrail, Organizations', async () => {
    const events = await client(CloudTrailClient, await readerCredentials()).send(new LookupEventsCommand({ MaxResults: 10 }));
    expect(events.Events).toHaveLength(10);
    expect(JSON.parse(events.Events?.[0]?.CloudTrailEvent ?? '{}')).toMatchObject({ eventID: events.Events?.[0]?.EventId });
    const accounts = await client(OrganizationsClient, watcherKey()).send(new ListAccountsCommand({}));
    expect(accounts.Accounts?.map(({ Id }) => Id)).toEqual([...world.accounts.keys()]);
  });

  it('query: IAM', async () => {
    const iam = client(IAMClient, administrator());
    expect((await iam.send(new CreateUserCommand({ UserName: 'new-user' }))).User?.Arn).toBe(`arn:aws:iam::${member().id}:user/new-user`);
    await expect(iam.send(new CreateUserCommand({ UserName: 'new-user' }))).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    expect((await iam.send(new ListUsersCommand({ MaxItems: 2 }))).Users).toHaveLength(2);
  });

  it('ec2Query: filters and pages', async () => {
    const ec2 = client(EC2Client, await readerCredentials());
    const ids = new Set<string>();
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 7 }, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] })) {
      for (const reservation of page.Reservations ?? []) for (const instance of reservation.Instances ?? []) ids.add(instance.InstanceId ?? '');
    }
    expect(ids.size).toBe(member().regions.get('us-east-1')?.instances.filter(({ State }) => State?.Name === 'running').length);
    await expect(ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-nothing'] }))).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
  });

  it('REST-XML: S3', async () => {
    const s3 = client(S3Client, administrator());
    await s3.send(new CreateBucketCommand({ Bucket: 'my-own-bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'my-own-bucket' }))).LocationConstraint).toBe('eu-west-1');
    for (const key of ['a/1.txt', 'a/2 + ü.txt', 'b/3.txt']) await s3.send(new PutObjectCommand({ Bucket: 'my-own-bucket', Key: key, Body: `body of ${key}`, ContentType: 'text/plain' }));
    const object = await s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'a/2 + ü.txt' }));
    expect(await object.Body?.transformToString()).toBe('body of a/2 + ü.txt');
    expect(object.ContentType).toBe('text/plain');
    const top = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', Delimiter: '/' }));
    expect(top.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/']);
    const first = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', MaxKeys: 2 }));
    const second = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', MaxKeys: 2, ContinuationToken: first.NextContinuationToken }));
    expect([...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key)).toEqual(['a/1.txt', 'a/2 + ü.txt', 'b/3.txt']);
    await expect(s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'nobodys-bucket' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('JSON 1.0 and query: SNS delivers to SQS', async () => {
    const credentials = administrator();
    const sqs = client(SQSClient, credentials);
    const sns = client(SNSClient, credentials);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${member().id}:inbox` }));
    await sns.send(new PublishCommand({ TopicArn, Subject: 'Hello', Message: 'to you' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'plain' }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(2);
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ Type: 'Notification', Subject: 'Hello', Message: 'to you' });
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([]);
  });

  it('query and REST-JSON: both generations of SES', async () => {
    const credentials = administrator();
    const content = { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'there' } } };
    const good = { from: 'alerts@example.com', to: ['you@example.com'] };
    expect((await client(SESClient, credentials).send(new SendEmailCommand({ Source: good.from, Destination: { ToAddresses: good.to }, Message: content }))).MessageId).toBeTruthy();
    expect((await client(SESv2Client, credentials).send(new SendEmailV2Command({ FromEmailAddress: good.from, Destination: { ToAddresses: good.to }, Content: { Simple: content } }))).MessageId).toBeTruthy();
    const bad = new SendEmailV2Command({ FromEmailAddress: 'me@nowhere.test', Destination: { ToAddresses: good.to }, Content: { Simple: content } });
    await expect(client(SESv2Client, credentials).send(bad)).rejects.toMatchObject({ name: 'MessageRejected' });
    expect(member().regions.get('us-east-1')?.sentEmails).toHaveLength(2);
  });
});
