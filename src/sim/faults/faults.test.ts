import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ListUsersCommand, IAMClient } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openTestSim, type TestSim } from '../open-test-sim.ts';

let test: TestSim;
beforeAll(async () => {
  test = await openTestSim({ readerActions: ['cloudtrail:LookupEvents', 'ec2:DescribeInstances'] });
});
afterEach(() => test.sim.faults.clear());
afterAll(() => test.close());

const admin = (path: string, init: RequestInit = {}) => fetch(`${test.sim.url}/_sim/${path}`, init);
const plant = (rule: unknown) => admin('faults', { method: 'POST', body: JSON.stringify(rule) });
const listed = z.object({ faults: z.array(z.object({ id: z.string(), struck: z.number() })) });
const faults = async () => listed.parse(await (await admin('faults')).json()).faults;

const services: readonly (readonly [string, { ask: () => Promise<unknown>; throttled: string; broken: string }])[] = [
  ['s3', { ask: () => test.client(S3Client, test.world.administrator).send(new ListBucketsCommand({})), throttled: 'SlowDown', broken: 'InternalError' }],
  ['ec2', { ask: () => test.client(EC2Client, test.world.administrator).send(new DescribeInstancesCommand({})), throttled: 'RequestLimitExceeded', broken: 'InternalError' }],
  ['iam', { ask: () => test.client(IAMClient, test.world.administrator).send(new ListUsersCommand({})), throttled: 'Throttling', broken: 'InternalFailure' }],
  ['sns', { ask: () => test.client(SNSClient, test.world.administrator).send(new ListTopicsCommand({})), throttled: 'ThrottledException', broken: 'InternalFailure' }],
  ['sqs', { ask: () => test.client(SQSClient, test.world.administrator).send(new ListQueuesCommand({})), throttled: 'RequestThrottled', broken: 'InternalFailure' }],
  ['organizations', { ask: () => test.client(OrganizationsClient, test.world.administrator).send(new ListAccountsCommand({})), throttled: 'TooManyRequestsException', broken: 'InternalFailure' }],
  ['sesv2', { ask: () => test.client(SESv2Client, test.world.administrator).send(new GetAccountCommand({})), throttled: 'TooManyRequestsException', broken: 'InternalFailure' }],
];

describe.each(services)('a planted fault in %s', (service, { ask, throttled, broken }) => {
  it('throttles in the words of the service', async () => {
    await plant({ match: { service }, fault: { kind: 'throttle' }, times: 1 });
    await expect(ask()).rejects.toMatchObject({ name: throttled });
    await expect(ask()).resolves.toBeTruthy();
  });

  it('breaks in the words of the service', async () => {
    await plant({ match: { service }, fault: { kind: 'server-error', status: 502 }, times: 1 });
    await expect(ask()).rejects.toMatchObject({ name: broken, $metadata: { httpStatusCode: 502 } });
  });
});

describe('a fault', () => {
  const events = async () => test.client(CloudTrailClient, await test.reader(), 'eu-west-1').send(new LookupEventsCommand({ MaxResults: 5 }));

  it.each([
    ['expired-token', 'ExpiredTokenException'],
    ['access-denied', 'AccessDeniedException'],
    ['connection-reset', /TimeoutError|Error/],
    ['truncated-body', /Error/],
  ])('of kind %s is what the client sees', async (kind, name) => {
    test.advance(1_000);
    await plant({ match: { operation: 'LookupEvents' }, fault: { kind }, times: 1 });
    const failure: unknown = await events().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(Reflect.get(Object(failure), 'name')).toMatch(name);
    test.advance(1_000);
    expect((await events()).Events).toHaveLength(5);
  });

  it('that delays lets the answer come late', async () => {
    test.advance(1_000);
    await plant({ match: { operation: 'LookupEvents' }, fault: { kind: 'slow', delayMs: 60_000 } });
    const credentials = await test.reader();
    const config = { region: 'eu-west-1', endpoint: test.sim.url, credentials, maxAttempts: 1, systemClockOffset: test.world.clock().getTime() - Date.now(), requestHandler: { requestTimeout: 50, throwOnRequestTimeout: true } };
    await expect(new CloudTrailClient(config).send(new LookupEventsCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('that hangs never answers', async () => {
    test.advance(1_000);
    await plant({ match: { operation: 'LookupEvents' }, fault: { kind: 'timeout' } });
    await expect(test.client(CloudTrailClient, await test.reader(), 'eu-west-1').send(new LookupEventsCommand({}), { abortSignal: AbortSignal.timeout(100) })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('strikes only what it was meant for, and so often as it was told', async () => {
    test.advance(5_000);
    await plant({ match: { operation: 'LookupEvents', region: 'us-east-1' }, fault: { kind: 'throttle' } });
    await plant({ match: { accountId: '000000000000' }, fault: { kind: 'throttle' } });
    await plant({ match: {}, fault: { kind: 'throttle' }, probability: 0 });
    await expect(events()).resolves.toBeTruthy();
    expect((await faults()).map(({ struck }) => struck)).toEqual([0, 0, 0]);
  });

  it('is listed, removed by its id, and all of them at once', async () => {
    await plant([{ fault: { kind: 'throttle' } }, { fault: { kind: 'throttle' } }]);
    const [first, second] = await faults();
    expect((await admin(`faults/${first?.id ?? ''}`, { method: 'DELETE' })).status).toBe(200);
    expect((await faults()).map(({ id }) => id)).toEqual([second?.id]);
    expect((await admin('faults/fault-none', { method: 'DELETE' })).status).toBe(404);
    await admin('faults', { method: 'DELETE' });
    expect(await faults()).toEqual([]);
  });

  it.each([
    ['a kind that there is not', JSON.stringify({ fault: { kind: 'earthquake' } })],
    ['a field that there is not', JSON.stringify({ match: { planet: 'Mars' }, fault: { kind: 'throttle' } })],
    ['something that is not JSON', '{'],
  ])('with %s is not taken', async (_name, body) => {
    expect((await admin('faults', { method: 'POST', body })).status).toBe(400);
    expect(await faults()).toEqual([]);
  });
});

it('LookupEvents is let through twice a second in each account and region, by itself', async () => {
  const trails = (region: string) => test.client(CloudTrailClient, credentials, region).send(new LookupEventsCommand({ MaxResults: 1 }));
  const credentials = await test.reader();
  test.advance(10_000);
  await trails('us-east-1');
  await trails('us-east-1');
  await expect(trails('us-east-1')).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
  await expect(trails('us-west-2')).resolves.toBeTruthy();
  test.advance(500);
  await expect(trails('us-east-1')).resolves.toBeTruthy();
  await expect(trails('us-east-1')).rejects.toMatchObject({ name: 'ThrottlingException' });
});
