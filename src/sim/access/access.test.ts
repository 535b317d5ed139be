import { CloudTrailClient, DescribeTrailsCommand, LookupEventsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, GetRoleCommand, IAMClient, ListUsersCommand, PutUserPolicyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetObjectCommand, ListBucketsCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSendQuotaCommand, SESClient } from '@aws-sdk/client-ses';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestSim, type TestCredentials, type TestSim } from '../open-test-sim.ts';

let test: TestSim;
beforeEach(async () => {
  test = await openTestSim({ accounts: 4, readerActions: ['ec2:DescribeInstances'] });
});
afterEach(() => test.close());

/** What each service is asked, with clients that sign as any other program would. */
const calls: readonly (readonly [string, (credentials: TestCredentials, region?: string) => Promise<unknown>])[] = [
  ['cloudtrail', (credentials, region) => test.client(CloudTrailClient, credentials, region).send(new DescribeTrailsCommand({}))],
  ['ec2', (credentials, region) => test.client(EC2Client, credentials, region).send(new DescribeVpcsCommand({}))],
  ['iam', (credentials, region) => test.client(IAMClient, credentials, region).send(new ListUsersCommand({}))],
  ['organizations', (credentials, region) => test.client(OrganizationsClient, credentials, region).send(new ListAccountsCommand({}))],
  ['s3', (credentials, region) => test.client(S3Client, credentials, region).send(new ListBucketsCommand({}))],
  ['ses', (credentials, region) => test.client(SESClient, credentials, region).send(new GetSendQuotaCommand({}))],
  ['sesv2', (credentials, region) => test.client(SESv2Client, credentials, region).send(new GetAccountCommand({}))],
  ['sns', (credentials, region) => test.client(SNSClient, credentials, region).send(new ListTopicsCommand({}))],
  ['sqs', (credentials, region) => test.client(SQSClient, credentials, region).send(new ListQueuesCommand({}))],
  ['sts', (credentials, region) => test.client(STSClient, credentials, region).send(new GetCallerIdentityCommand({}))],
];
const call = (service: string) => calls.find(([name]) => name === service)?.[1] ?? expect.fail(`There is no call of ${service}`);

const refusals = [
  { service: 'cloudtrail', unknownKey: 'UnrecognizedClientException', wrongSecret: 'InvalidSignatureException', expired: 'ExpiredTokenException', denied: 'AccessDeniedException' },
  { service: 'ec2', unknownKey: 'AuthFailure', wrongSecret: 'AuthFailure', expired: 'RequestExpired', denied: 'UnauthorizedOperation' },
  { service: 'iam', unknownKey: 'InvalidClientTokenId', wrongSecret: 'SignatureDoesNotMatch', expired: 'ExpiredToken', denied: 'AccessDenied' },
  { service: 'organizations', unknownKey: 'UnrecognizedClientException', wrongSecret: 'InvalidSignatureException', expired: 'ExpiredTokenException', denied: 'AccessDeniedException' },
  { service: 's3', unknownKey: 'InvalidAccessKeyId', wrongSecret: 'SignatureDoesNotMatch', expired: 'ExpiredToken', denied: 'AccessDenied' },
  { service: 'ses', unknownKey: 'InvalidClientTokenId', wrongSecret: 'SignatureDoesNotMatch', expired: 'ExpiredToken', denied: 'AccessDenied' },
  { service: 'sesv2', unknownKey: 'UnrecognizedClientException', wrongSecret: 'InvalidSignatureException', expired: 'ExpiredTokenException', denied: 'AccessDeniedException' },
  { service: 'sns', unknownKey: 'InvalidClientTokenId', wrongSecret: 'SignatureDoesNotMatch', expired: 'ExpiredToken', denied: 'AuthorizationErrorException' },
  { service: 'sqs', unknownKey: 'UnrecognizedClientException', wrongSecret: 'InvalidSignatureException', expired: 'ExpiredTokenException', denied: 'AccessDeniedException' },
  { service: 'sts', unknownKey: 'InvalidClientTokenId', wrongSecret: 'SignatureDoesNotMatch', expired: 'ExpiredToken', denied: '' },
] as const;

describe.each(refusals)('$service', ({ service, unknownKey, wrongSecret, expired }) => {
  it('lets a caller in who may', async () => {
    await expect(call(service)(test.world.administrator)).resolves.toBeTruthy();
  });

  it('does not know a key that nobody has', async () => {
    await expect(call(service)({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' })).rejects.toMatchObject({ name: unknownKey });
  });

  it('sees that a signature was made with another secret', async () => {
    await expect(call(service)({ ...test.world.administrator, secretAccessKey: 'wrong' })).rejects.toMatchObject({ name: wrongSecret });
  });

  it('ends a session when its time is over, and not before', async () => {
    const credentials = await test.administrator();
    test.advance(3_599_000);
    const before: unknown = await call(service)(credentials).catch((error: unknown) => error);
    expect(before).not.toMatchObject({ name: expired });
    test.advance(2_000);
    await expect(call(service)(credentials)).rejects.toMatchObject({ name: expired });
  });
});

// Everybody may ask STS who they are.
it.each(refusals.filter(({ service }) => service !== 'sts'))('$service refuses what no policy allows', async ({ service, denied }) => {
  await expect(call(service)(await test.reader())).rejects.toMatchObject({ name: denied, message: expect.stringMatching(/not authorized/i) });
});

describe('a request', () => {
  const post = (headers: Record<string, string>, body: string) => fetch(test.sim.url, { method: 'POST', headers, body });

  it('without a signature is refused in the words of its protocol', async () => {
    const query = await post({ 'content-type': 'application/x-www-form-urlencoded' }, 'Action=GetCallerIdentity&Version=2011-06-15');
    expect([query.status, await query.text()]).toEqual([403, expect.stringContaining('<Code>MissingAuthenticationToken</Code>')]);
    const json = await post({ 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents' }, '{}');
    expect([json.status, await json.json()]).toEqual([400, expect.objectContaining({ __type: 'MissingAuthenticationTokenException' })]);
    const rest = await fetch(`${test.sim.url}/some-bucket/some-key`);
    expect([rest.status, await rest.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
  });

  it('signed for a service that is not simulated is refused', async () => {
    const headers = { authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261120/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`, 'x-amz-date': '20261120T000000Z' };
    expect((await post(headers, '')).status).toBe(404);
  });

  it('whose body was changed on the way is refused', async () => {
    const client = test.client(STSClient, test.world.administrator);
    client.middlewareStack.add(
      (next) => (args) => {
        const { request } = args;
        const body: unknown = Reflect.get(Object(request), 'body');
        Object.assign(Object(request), { body: String(body).replace('2011-06-15', '2011-06-16') });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  it('that was signed a quarter of an hour ago is refused, and the client can set its clock by the answer', async () => {
    test.advance(20 * 60_000);
    const config = { region: 'us-east-1', endpoint: test.sim.url, credentials: test.world.administrator };
    await expect(new STSClient({ ...config, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch', message: expect.stringContaining('expired') });
    await expect(new S3Client({ ...config, maxAttempts: 1 }).send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    await expect(new S3Client({ ...config, maxAttempts: 2 }).send(new ListBucketsCommand({}))).resolves.toBeTruthy();
  });

  it('with the key of a user is refused once that key is switched off', async () => {
    const iam = test.client(IAMClient, await test.administrator());
    await iam.send(new CreateUserCommand({ UserName: 'temporary' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'temporary' }));
    const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    expect(await call('sts')(key)).toMatchObject({ Arn: `arn:aws:iam::${test.member().id}:user/temporary` });
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'temporary', AccessKeyId: key.accessKeyId, Status: 'Inactive' }));
    await expect(call('sts')(key)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });

  it('to a region that the account has not enabled is refused', async () => {
    const credentials = await test.administrator();
    await expect(call('ec2')(credentials, 'me-south-1')).rejects.toMatchObject({ name: 'OptInRequired' });
    await expect(call('sqs')(credentials, 'me-south-1')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  });

  it('without what the operation needs is refused', async () => {
    const trails = test.client(CloudTrailClient, await test.administrator());
    await expect(trails.send(new StopLoggingCommand({ Name: undefined }))).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('Name') });
  });
});

describe('a role', () => {
  const readerArn = () => `arn:aws:iam::${test.member().id}:role/${test.world.watcher.roleName}`;
  const assume = (credentials: TestCredentials, input: object) => test.client(STSClient, credentials).send(new AssumeRoleCommand({ RoleArn: readerArn(), RoleSessionName: 'test', ...input }));

  it('is lent to whom it trusts, with the external id and not without', async () => {
    const { watcher } = test.world;
    expect((await assume(watcher, { ExternalId: watcher.externalId })).AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${test.member().id}:assumed-role/WatchkeeperRead/test`);
    await expect(assume(watcher, {})).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(watcher, { ExternalId: 'guessed' })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is lent to nobody else, not even to an administrator', async () => {
    await expect(assume(test.world.administrator, { ExternalId: test.world.watcher.externalId })).rejects.toMatchObject({ name: 'AccessDenied' });
    const forMachines = `arn:aws:iam::${test.member().id}:role/checkout-instance`;
    await expect(assume(await test.administrator(), { RoleArn: forMachines })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('may be looked at by those who may not take it on', async () => {
    const iam = test.client(IAMClient, await test.administrator());
    expect((await iam.send(new GetRoleCommand({ RoleName: 'checkout-instance' }))).Role?.Arn).toBe(`arn:aws:iam::${test.member().id}:role/checkout-instance`);
  });

  it('that does not exist is not told from one that does not trust', async () => {
    await expect(assume(test.world.administrator, { RoleArn: 'arn:aws:iam::123456789012:role/Nobody' })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is lent for as long as it allows and no longer', async () => {
    const { watcher } = test.world;
    await expect(assume(watcher, { ExternalId: watcher.externalId, DurationSeconds: 60 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume(watcher, { ExternalId: watcher.externalId, DurationSeconds: 50_000 })).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('may be narrowed by the session, and never widened', async () => {
    const allow = (action: string) => ({ Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] }) });
    const { watcher } = test.world;
    const narrow = await test.assume(watcher, { RoleArn: readerArn(), ExternalId: watcher.externalId, ...allow('s3:*') });
    await expect(test.client(EC2Client, narrow).send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: expect.stringContaining('session policy') });
    const wide = await test.assume(watcher, { RoleArn: readerArn(), ExternalId: watcher.externalId, ...allow('*') });
    await expect(test.client(EC2Client, wide).send(new DescribeInstancesCommand({}))).resolves.toBeTruthy();
    await expect(call('iam')(wide)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('leaves a record in both accounts', async () => {
    await test.reader();
    test.advance(20_000);
    const find = async (credentials: TestCredentials) =>
      (await test.client(CloudTrailClient, credentials).send(new LookupEventsCommand({ StartTime: test.world.startedAt, LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'watchkeeper' }] }))).Events?.map(({ EventName }) => EventName);
    expect(await find(test.world.administrator)).toEqual(['AssumeRole']);
    expect(await find(await test.administrator())).toEqual(['AssumeRole']);
  });
});

describe('a policy', () => {
  async function userWith(statement: object): Promise<TestCredentials> {
    const iam = test.client(IAMClient, await test.administrator());
    await iam.send(new CreateUserCommand({ UserName: 'limited' }));
    await iam.send(new PutUserPolicyCommand({ UserName: 'limited', PolicyName: 'own', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, statement] }) }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'limited' }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  }

  it.each([
    ['by action', { Effect: 'Deny', Action: 'ec2:Describe*', Resource: '*' }],
    ['by all other actions', { Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }],
    ['by address', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }],
    ['by region', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1'] } } }],
    ['without MFA', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }],
  ])('that denies %s wins over one that allows', async (_name, statement) => {
    await expect(call('ec2')(await userWith(statement))).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: expect.stringContaining('explicit deny in a identity-based policy') });
  });

  it('that denies something else does not', async () => {
    await expect(call('ec2')(await userWith({ Effect: 'Deny', Action: 'ec2:Terminate*', Resource: '*' }))).resolves.toBeTruthy();
  });

  it('that cannot be read is not taken', async () => {
    const iam = test.client(IAMClient, await test.administrator());
    const bad = new PutUserPolicyCommand({ UserName: 'ci-legacy', PolicyName: 'bad', PolicyDocument: '{"Statement":[{"Effect":"Perhaps"}]}' });
    await expect(iam.send(bad)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  });

  it('of the organisation binds the administrators of its accounts too', async () => {
    const stop = async (name: string) => test.client(CloudTrailClient, await test.administrator(test.member(name))).send(new StopLoggingCommand({ Name: 'audit-trail' }));
    await expect(stop('production')).resolves.toBeTruthy();
    await expect(stop('security')).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining('explicit deny in a service control policy') });
  });

  it('of a bucket opens it to another account, and nothing opens it without', async () => {
    const [bucket] = [...test.member('production').buckets.values()].filter(({ objects }) => objects.size > 0);
    const [Key = ''] = bucket?.objects.keys() ?? [];
    const stranger = test.client(S3Client, await test.administrator(test.member('staging')));
    await expect(stranger.send(new GetObjectCommand({ Bucket: bucket?.name, Key }))).rejects.toMatchObject({ name: 'AccessDenied' });
    const shared = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: test.member('staging').id }, Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket?.name}/*` }] };
    await test.client(S3Client, await test.administrator(test.member('production'))).send(new PutBucketPolicyCommand({ Bucket: bucket?.name, Policy: JSON.stringify(shared) }));
    await expect(stranger.send(new GetObjectCommand({ Bucket: bucket?.name, Key }))).resolves.toBeTruthy();
  });
});

it('gives a user a session of its own, which cannot get another', async () => {
  const { Credentials } = await test.client(STSClient, test.world.administrator).send(new GetSessionTokenCommand({}));
  const session = { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: Credentials?.SecretAccessKey ?? '', sessionToken: Credentials?.SessionToken ?? '' };
  expect(await call('sts')(session)).toMatchObject({ Arn: expect.stringMatching(/:user\/administrator$/) });
  await expect(test.client(STSClient, session).send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(call('sts')({ ...session, sessionToken: 'made-up' })).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});
