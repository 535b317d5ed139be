import { CloudTrailClient, LookupEventsCommand, type Event } from '@aws-sdk/client-cloudtrail';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { iamActionFor } from '../../core/iam-action.ts';
import { evaluatePolicies } from '../access/evaluate-policy.ts';
import { loadStories } from '../load-stories.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';
import type { WorldOptions } from '../world/create-world.ts';

const stories = await loadStories();
const recordSchema = z.looseObject({ eventID: z.string(), errorCode: z.string().optional() });

const opened: ToldStory[] = [];
afterEach(async () => {
  for (const { test } of opened.splice(0)) await test.close();
});

async function tell(storyId: string, inMinutes: number, options: Partial<WorldOptions> = {}): Promise<ToldStory> {
  const told = await tellTestStory(storyId, { inMinutes, ...options });
  opened.push(told);
  return told;
}

/** All that LookupEvents gives of the time of a story, in the regions it touched. */
async function lookedUp({ test, truth, administrator }: ToldStory): Promise<Event[]> {
  const credentials = await administrator();
  const events: Event[] = [];
  for (const region of new Set(truth.steps.map((step) => step.region))) {
    for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken !== undefined; isFirst = false) {
      test.advance(500);
      const page = await test.client(CloudTrailClient, credentials, region).send(new LookupEventsCommand({ StartTime: new Date(truth.startsAt), EndTime: new Date(truth.endsAt), NextToken }));
      events.push(...(page.Events ?? []));
      NextToken = page.NextToken;
    }
  }
  return events;
}

describe.each([...stories])('the story %s', (storyId, story) => {
  it('has words for what it is', () => {
    expect(story.title).not.toBe('');
    expect(story.about).toMatch(/\.$/);
  });

  it('does what its ground truth says, and LookupEvents tells of all of it', async () => {
    const told = await tell(storyId, -60);
    const { truth } = told;
    const records = new Map((await lookedUp(told)).map(({ CloudTrailEvent }) => recordSchema.parse(JSON.parse(CloudTrailEvent ?? '{}'))).map((record) => [record.eventID, record]));
    expect(truth.steps.length).toBeGreaterThan(0);
    for (const step of truth.steps) {
      expect(records.get(step.eventId)).toMatchObject({ eventName: step.eventName, eventSource: step.eventSource, eventTime: step.at, awsRegion: step.region, recipientAccountId: truth.accountId, sourceIPAddress: truth.sourceAddress, userIdentity: { arn: truth.principal } });
    }
    expect(truth.steps.map(({ eventId }) => eventId)).toContain(truth.firstCauseEventId);
    expect([...new Set(truth.steps.map(({ tactic }) => tactic))]).toEqual(story.tactics);
  });

  it('succeeds in what its actor is allowed, and in nothing else', async () => {
    const told = await tell(storyId, 10);
    told.skipTo('told');
    const policies = told.actorPolicies();
    const outcomes = new Map((await lookedUp(told)).map(({ CloudTrailEvent }) => recordSchema.parse(JSON.parse(CloudTrailEvent ?? '{}'))).map(({ eventID, errorCode }) => [eventID, errorCode === undefined]));
    for (const { eventId, eventSource, eventName } of told.truth.steps) {
      // S3 names these events and their actions differently.
      const action = iamActionFor(eventSource.replace('.amazonaws.com', ''), eventName.replace('BucketPublicAccessBlock', 'PublicAccessBlock'));
      const isAllowed = action === 'sts:GetCallerIdentity' || evaluatePolicies(policies, { action, resource: '*', context: {} }) === 'allow';
      expect({ action, isAllowed }).toEqual({ action, isAllowed: outcomes.get(eventId) });
    }
  });

  it('is known to the ground truth, and to nobody else, before it happens', async () => {
    const told = await tell(storyId, 10);
    const ids = new Set(told.truth.steps.map(({ eventId }) => eventId));
    const count = async () => (await lookedUp(told)).filter(({ EventId = '' }) => ids.has(EventId)).length;
    expect(await count()).toBe(0);
    told.skipTo('told');
    expect(await count()).toBe(ids.size);
  });

  it('is the same in the same world, and another in another', async () => {
    const { truth } = await tell(storyId, -60);
    expect((await tell(storyId, -60)).truth).toEqual(truth);
    const other = await tell(storyId, -60, { seed: 8 });
    expect(other.truth.firstCauseEventId).not.toBe(truth.firstCauseEventId);
    expect(other.truth.accountId).not.toBe(truth.accountId);
  });

  it('can be told in every account that suits it', async () => {
    const { world } = (await tell(storyId, -60, { accounts: 8 })).test;
    const members = [...world.accounts.values()].filter(({ id }) => id !== world.organization.managementAccountId);
    const suited = members.filter((account) => story.suits?.(account) ?? true);
    expect(suited.length).toBeGreaterThan(members.length / 2);
    for (const { id } of suited) {
      const startsAt = new Date(world.startedAt.getTime() - 3_600_000);
      const { truth } = await tell(storyId, -60, { accounts: 8, plan: [{ storyId, startsAt, accountId: id }] });
      expect(truth.accountId).toBe(id);
    }
  });
});
