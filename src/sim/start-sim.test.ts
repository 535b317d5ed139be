import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, EC2Client, ModifySnapshotAttributeCommand, paginateDescribeInstances, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand, paginateListRoles } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import { CreateBucketCommand, DeleteObjectCommand, GetBucketLocationCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutBucketPolicyCommand, PutObjectCommand, DeletePublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import { SendEmailCommand as SendEmailV2Command, SESv2Client } from '@aws-sdk/client-sesv2';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadRules } from '../watch/activity/sigma/load-rules.ts';
import { openTestSim, type TestSim } from './open-test-sim.ts';
import { startSim } from './start-sim.ts';

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim();
});
afterAll(() => test.close());

describe('each protocol', () => {
  it('JSON 1.1: Organizations, page by page', async () => {
    const organizations = test.client(OrganizationsClient, test.world.administrator);
    const ids: (string | undefined)[] = [];
    for await (const page of paginateListAccounts({ client: organizations, pageSize: 2 }, {})) ids.push(...(page.Accounts ?? []).map(({ Id }) => Id));
    expect(ids).toEqual([...test.world.accounts.keys()]);
    await expect(organizations.send(new ListAccountsCommand({ NextToken: 'made-up' }))).rejects.toMatchObject({ name: 'InvalidInputException' });
  });

  it('query: STS and IAM', async () => {
    const { administrator } = test.world;
    expect(await test.client(STSClient, administrator).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: administrator.accountId, Arn: `arn:aws:iam::${administrator.accountId}:user/administrator` });
    const iam = test.client(IAMClient, await test.administrator());
    expect((await iam.send(new CreateUserCommand({ UserName: 'new-user' }))).User?.Arn).toBe(`arn:aws:iam::${test.member().id}:user/new-user`);
    await expect(iam.send(new CreateUserCommand({ UserName: 'new-user' }))).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    expect((await iam.send(new ListUsersCommand({ MaxItems: 2 }))).Users).toHaveLength(2);
    const roles: (string | undefined)[] = [];
    for await (const page of paginateListRoles({ client: iam, pageSize: 4 }, {})) roles.push(...(page.Roles ?? []).map(({ RoleName }) => RoleName));
    expect(roles).toEqual([...test.member().roles.keys()]);
  });

  it('ec2Query: filters and pages', async () => {
    const ec2 = test.client(EC2Client, await test.reader());
    const ids = new Set<string>();
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 30 }, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] })) {
      for (const reservation of page.Reservations ?? []) for (const instance of reservation.Instances ?? []) ids.add(instance.InstanceId ?? '');
    }
    expect(ids.size).toBe(test.member().regions.get('us-east-1')?.instances.filter(({ State }) => State?.Name === 'running').length);
    expect(ids.size).toBeGreaterThan(30);
    await expect(ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-nothing'] }))).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    await expect(ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'made-up', Values: ['x'] }] }))).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('REST-XML: S3', async () => {
    const s3 = test.client(S3Client, await test.administrator());
    await s3.send(new CreateBucketCommand({ Bucket: 'my-own-bucket', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }));
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'my-own-bucket' }))).LocationConstraint).toBe('eu-west-1');
    for (const key of ['a/1.txt', 'a/2 + ü.txt', 'b/3.txt']) await s3.send(new PutObjectCommand({ Bucket: 'my-own-bucket', Key: key, Body: `body of ${key}`, ContentType: 'text/plain' }));
    const object = await s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'a/2 + ü.txt' }));
    expect(await object.Body?.transformToString()).toBe('body of a/2 + ü.txt');
    expect(object.ContentType).toBe('text/plain');
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'my-own-bucket', Key: 'b/3.txt' }))).toMatchObject({ ContentLength: 15, ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    const part = await s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'b/3.txt', Range: 'bytes=8-' }));
    expect([await part.Body?.transformToString(), part.ContentRange, part.$metadata.httpStatusCode]).toEqual(['b/3.txt', 'bytes 8-14/15', 206]);
    await s3.send(new PutObjectCommand({ Bucket: 'my-own-bucket', Key: 'c/streamed', Body: Readable.from([Buffer.from('in two '), Buffer.from('parts')]), ContentLength: 12 }));
    expect(await (await s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'c/streamed' }))).Body?.transformToString()).toBe('in two parts');
    await s3.send(new DeleteObjectCommand({ Bucket: 'my-own-bucket', Key: 'c/streamed' }));
    const top = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', Delimiter: '/' }));
    expect(top.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/']);
    const first = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', MaxKeys: 2 }));
    const second = await s3.send(new ListObjectsV2Command({ Bucket: 'my-own-bucket', MaxKeys: 2, ContinuationToken: first.NextContinuationToken }));
    expect([...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key)).toEqual(['a/1.txt', 'a/2 + ü.txt', 'b/3.txt']);
    await expect(s3.send(new GetObjectCommand({ Bucket: 'my-own-bucket', Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'nobodys-bucket' }))).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('JSON 1.0 and query: SNS delivers to SQS', async () => {
    const credentials = await test.administrator();
    const sqs = test.client(SQSClient, credentials);
    const sns = test.client(SNSClient, credentials);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${test.member().id}:inbox` }));
    await sns.send(new PublishCommand({ TopicArn, Subject: 'Hello', Message: 'to you' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'plain' }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages).toHaveLength(2);
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ Type: 'Notification', Subject: 'Hello', Message: 'to you' });
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? []).toEqual([]);
    test.advance(31_000);
    expect((await test.client(SQSClient, credentials).send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toHaveLength(1);
    await expect(test.client(SQSClient, credentials).send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('query and REST-JSON: both generations of SES', async () => {
    const credentials = await test.administrator();
    const content = { Subject: { Data: 'Hi' }, Body: { Text: { Data: 'there' } } };
    const good = { from: 'alerts@example.com', to: ['you@example.com'] };
    expect((await test.client(SESClient, credentials).send(new SendEmailCommand({ Source: good.from, Destination: { ToAddresses: good.to }, Message: content }))).MessageId).toBeTruthy();
    expect((await test.client(SESv2Client, credentials).send(new SendEmailV2Command({ FromEmailAddress: good.from, Destination: { ToAddresses: good.to }, Content: { Simple: content } }))).MessageId).toBeTruthy();
    const bad = new SendEmailV2Command({ FromEmailAddress: 'me@nowhere.test', Destination: { ToAddresses: good.to }, Content: { Simple: content } });
    await expect(test.client(SESv2Client, credentials).send(bad)).rejects.toMatchObject({ name: 'MessageRejected' });
    expect(test.member().regions.get('us-east-1')?.sentEmails.map(({ subject }) => subject)).toEqual(['Hi', 'Hi']);
  });
});

it.each([
  ['in the middle of its body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nAction='],
  ['before the answer', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 6\r\n\r\nAction'],
])('a caller that hangs up %s does no harm', async (_name, bytes) => {
  const socket = connect(test.sim.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  await sleep(50);
  socket.resetAndDestroy();
  await sleep(50);
  expect((await fetch(`${test.sim.url}/_sim/health`)).status).toBe(200);
  expect(test.bugs).toEqual([]);
});

it('says in one sentence that its port is taken', async () => {
  await expect(startSim({ world: test.world, port: test.sim.port })).rejects.toMatchObject({ code: 'port-taken', message: expect.stringContaining(String(test.sim.port)) });
});

it('keeps what is done through it as CloudTrail would, so that the rules see it', async () => {
  const credentials = await test.administrator();
  const member = test.member();
  const ec2 = test.client(EC2Client, credentials);
  const s3 = test.client(S3Client, credentials);
  const [snapshot] = member.regions.get('us-east-1')?.snapshots ?? [];
  const [bucket] = member.buckets.values();
  await ec2.send(new RunInstancesCommand({ ImageId: 'ami-1', InstanceType: 'p5.48xlarge', MinCount: 1, MaxCount: 1 }));
  await ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId: snapshot?.SnapshotId, CreateVolumePermission: { Add: [{ UserId: '999999999999' }] } }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket?.name }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket?.name, Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket?.name}/*` }] }) }));
  test.advance(20_000);

  const { Events = [] } = await test.client(CloudTrailClient, await test.reader()).send(new LookupEventsCommand({ StartTime: test.world.startedAt, LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'test' }] }));
  const { rules } = await loadRules([new URL('../../rules', import.meta.url).pathname]);
  const records = Events.map(({ CloudTrailEvent }) => z.record(z.string(), z.unknown()).parse(JSON.parse(CloudTrailEvent ?? '{}')));
  const fired = records.flatMap((record) => rules.flatMap((rule) => (rule.alerts && rule.severity === 'high' && rule.matches(record) ? [`${rule.id} on ${String(record.eventName)}`] : [])));
  expect(fired.sort()).toEqual([
    'aws/ec2/gpu-instances-launched on RunInstances',
    'aws/ec2/snapshot-shared on ModifySnapshotAttribute',
    'aws/s3/bucket-opened on DeleteBucketPublicAccessBlock',
    'aws/s3/bucket-opened on PutBucketPolicy',
  ]);
});
