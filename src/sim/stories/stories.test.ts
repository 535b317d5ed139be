import { CloudTrailClient, GetTrailStatusCommand, LookupEventsCommand, type Event } from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, DescribeSnapshotAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadRules } from '../../watch/activity/rules/load-rules.ts';
import { loadStories } from '../load-stories.ts';
import { openTestSim, type TestSim } from '../open-test-sim.ts';
import type { WorldOptions } from '../world/create-world.ts';
import type { StoryTruth } from '../world/world.ts';

const minuteMs = 60_000;
const stories = await loadStories();
const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
const recordSchema = z.looseObject({ eventID: z.string(), eventName: z.string(), recipientAccountId: z.string(), sourceIPAddress: z.string(), userIdentity: z.looseObject({}) });

const opened: TestSim[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.close();
});

/** A world in which one story begins so many minutes from now. */
async function tell(storyId: string, inMinutes: number, options: Partial<WorldOptions> = {}): Promise<{ test: TestSim; truth: StoryTruth }> {
  const startedAt = new Date('2026-11-18T10:00:00Z');
  const test = await openTestSim({ startedAt, accounts: 4, plan: [{ storyId, startsAt: new Date(startedAt.getTime() + inMinutes * minuteMs) }], ...options });
  opened.push(test);
  const [truth] = test.world.truth;
  if (!truth) throw new Error(`${storyId} was not planted`);
  return { test, truth };
}

/** All that LookupEvents gives of the time of a story, in the regions it touched. */
async function lookedUp(test: TestSim, truth: StoryTruth): Promise<Event[]> {
  const credentials = await test.administrator(test.world.accounts.get(truth.accountId));
  const events: Event[] = [];
  for (const region of new Set(truth.steps.map((step) => step.region))) {
    for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken !== undefined; isFirst = false) {
      test.skip(500);
      const page = await test.client(CloudTrailClient, credentials, region).send(new LookupEventsCommand({ StartTime: new Date(truth.startsAt), EndTime: new Date(truth.endsAt), NextToken }));
      events.push(...(page.Events ?? []));
      NextToken = page.NextToken;
    }
  }
  return events;
}

const readRecord = ({ CloudTrailEvent }: Event) => recordSchema.parse(JSON.parse(CloudTrailEvent ?? '{}'));

describe.each([...stories])('the story %s', (storyId, story) => {
  it('has words for what it is', () => {
    expect(story.title).not.toBe('');
    expect(story.about).toMatch(/\.$/);
  });

  it('does what its ground truth says, and LookupEvents tells of all of it', async () => {
    const { test, truth } = await tell(storyId, -60);
    const records = new Map((await lookedUp(test, truth)).map(readRecord).map((record) => [record.eventID, record]));
    expect(truth.steps.length).toBeGreaterThan(0);
    for (const step of truth.steps) {
      expect(records.get(step.eventId)).toMatchObject({ eventName: step.eventName, eventSource: step.eventSource, eventTime: step.at, awsRegion: step.region, recipientAccountId: truth.accountId, sourceIPAddress: truth.sourceAddress, userIdentity: { arn: truth.principal } });
    }
    expect(truth.steps.map(({ eventId }) => eventId)).toContain(truth.firstCauseEventId);
    expect([...new Set(truth.steps.map(({ tactic }) => tactic))]).toEqual(story.tactics);
  });

  it('is known to the ground truth, and to nobody else, before it happens', async () => {
    const { test, truth } = await tell(storyId, 10);
    const ids = new Set(truth.steps.map(({ eventId }) => eventId));
    const told = async () => (await lookedUp(test, truth)).filter(({ EventId = '' }) => ids.has(EventId)).length;
    expect(await told()).toBe(0);
    test.skip(30 * minuteMs);
    expect(await told()).toBe(ids.size);
  });

  it('is the same in the same world, and another in another', async () => {
    const { truth } = await tell(storyId, -60);
    expect((await tell(storyId, -60)).truth).toEqual(truth);
    const other = await tell(storyId, -60, { seed: 8 });
    expect(other.truth.firstCauseEventId).not.toBe(truth.firstCauseEventId);
    expect(other.truth.accountId).not.toBe(truth.accountId);
  });

  it('can be told in every account that suits it', async () => {
    const { test } = await tell(storyId, -60, { accounts: 8 });
    const members = [...test.world.accounts.values()].filter(({ id }) => id !== test.world.organization.managementAccountId);
    const suited = members.filter((account) => story.suits?.(account) ?? true);
    expect(suited.length).toBeGreaterThan(members.length / 2);
    for (const { id } of suited) {
      const startsAt = new Date(test.world.startedAt.getTime() - 60 * minuteMs);
      const { truth } = await tell(storyId, -60, { accounts: 8, plan: [{ storyId, startsAt, accountId: id }] });
      expect(truth.accountId).toBe(id);
    }
  });
});

/** Which rules a story is there to set off, and with which of its calls. */
const meantFor: readonly (readonly [string, readonly string[]])[] = [
  ['crypto-mining', ['aws/gpu-instances-launched: RunInstances']],
  ['data-theft', ['aws/snapshot-shared: ModifySnapshotAttribute']],
  ['leaked-key', ['aws/administrator-made: AttachUserPolicy']],
  ['privilege-escalation', ['aws/administrator-made: CreatePolicyVersion']],
  ['public-bucket', ['aws/bucket-opened: DeleteBucketPublicAccessBlock', 'aws/bucket-opened: PutBucketPolicy']],
  ['trail-tampering', ['aws/trail-stopped: StopLogging']],
];

it.each(meantFor)('the rules see %s, and nothing in how it is put right', async (storyId, expected) => {
  const { test, truth } = await tell(storyId, -60);
  test.skip(Date.parse(truth.resolvedAt) - test.world.clock().getTime() + 10 * minuteMs);
  const window = { from: new Date(truth.startsAt), to: test.world.clock() };
  const regions = new Set(truth.steps.map(({ region }) => region));
  const records = [...regions].flatMap((region) => [...test.world.activity.lookup({ accountId: truth.accountId, region }, window)]);
  expect(records.length).toBeGreaterThan(truth.steps.length);
  const fired = records.flatMap((record) => rules.flatMap(({ id, matches }) => (matches({ ...record }) ? [`${id}: ${record.eventName}`] : [])));
  expect(fired.sort()).toEqual(expected);
});

type Look = (test: TestSim, truth: StoryTruth) => Promise<unknown>;

/** What somebody who looks at the account sees: before, while it lasts, and after it was put right. */
const marks: readonly (readonly [string, Look, readonly [unknown, unknown, unknown]])[] = [
  [
    'crypto-mining',
    async (test, truth) => {
      const ec2 = test.client(EC2Client, await credentialsIn(test, truth), truth.region);
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-type', Values: ['p4d.24xlarge'] }] }));
      return Reservations.length > 0;
    },
    [false, true, false],
  ],
  [
    'data-theft',
    async (test, truth) => {
      const ec2 = test.client(EC2Client, await credentialsIn(test, truth), truth.region);
      const SnapshotId = truth.resources[0]?.split('/').at(-1);
      const answer = await named(ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })));
      return typeof answer === 'string' ? answer : answer.CreateVolumePermissions?.length;
    },
    ['InvalidSnapshot.NotFound', 1, 'InvalidSnapshot.NotFound'],
  ],
  [
    'leaked-key',
    async (test, truth) => {
      const iam = test.client(IAMClient, await credentialsIn(test, truth));
      const answer = await named(iam.send(new ListAttachedUserPoliciesCommand({ UserName: truth.resources[0]?.split('/').at(-1) })));
      return typeof answer === 'string' ? answer : answer.AttachedPolicies?.[0]?.PolicyName;
    },
    ['NoSuchEntityException', 'AdministratorAccess', 'NoSuchEntityException'],
  ],
  [
    'privilege-escalation',
    async (test, truth) => {
      const iam = test.client(IAMClient, await credentialsIn(test, truth));
      const [PolicyArn] = truth.resources;
      const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
      const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
      return decodeURIComponent(PolicyVersion?.Document ?? '').includes('"Action":"*"');
    },
    [false, true, false],
  ],
  [
    'public-bucket',
    async (test, truth) => {
      const s3 = test.client(S3Client, await credentialsIn(test, truth));
      const answer = await named(s3.send(new GetPublicAccessBlockCommand({ Bucket: truth.resources[0]?.split(':').at(-1) })));
      return typeof answer === 'string' ? answer : answer.PublicAccessBlockConfiguration?.BlockPublicPolicy;
    },
    [true, 'NoSuchPublicAccessBlockConfiguration', true],
  ],
  [
    'trail-tampering',
    async (test, truth) => (await test.client(CloudTrailClient, await credentialsIn(test, truth)).send(new GetTrailStatusCommand({ Name: 'audit-trail' }))).IsLogging,
    [true, false, true],
  ],
];

const credentialsIn = (test: TestSim, truth: StoryTruth) => test.administrator(test.world.accounts.get(truth.accountId));

/** The answer, or the name of the refusal. */
function named<T>(answer: Promise<T>): Promise<T | string> {
  return answer.catch((error: unknown) => (error instanceof Error ? error.name : String(error)));
}

it.each(marks)('%s changes the account while it lasts', async (storyId, look, [before, during, after]) => {
  const { test, truth } = await tell(storyId, 10);
  expect(await look(test, truth)).toEqual(before);
  test.skip(30 * minuteMs);
  expect(await look(test, truth)).toEqual(during);
  test.skip(Date.parse(truth.resolvedAt) - test.world.clock().getTime() + 10 * minuteMs);
  expect(await look(test, truth)).toEqual(after);
});

it('every story is there for a rule and leaves a mark', () => {
  expect(meantFor.map(([id]) => id)).toEqual([...stories.keys()]);
  expect(marks.map(([id]) => id)).toEqual([...stories.keys()]);
});
