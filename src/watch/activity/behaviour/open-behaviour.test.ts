import { describe, expect, it } from 'vitest';
import type { Store } from '../../../base/store/store.ts';
import type { Activity } from '../../../core/activity.ts';
import { activity } from '../../../testing/builders.ts';
import { openTestStore } from '../../../testing/open-test-store.ts';
import { agentFamily, networkOf } from './combinations.ts';
import { isAwsInternal } from './is-aws-internal.ts';
import { openBehaviour, type Behaved } from './open-behaviour.ts';
import { activityBaselines } from './tables.ts';

const clock = () => new Date('2026-11-20T12:00:00Z');
let count = 0;

function event(at: string, facts: Partial<Activity> = {}): Behaved {
  count += 1;
  return { activity: activity({ eventId: `e-${count}`, at, service: 'ec2', action: 'DescribeInstances', isReadOnly: true, ...facts }), raw: {} };
}

/** Twelve ordinary days. */
const habit = () => Array.from({ length: 12 }, (_, day) => event(`2026-11-${String(day + 1).padStart(2, '0')}T09:00:00.000Z`));
const strange = () => event('2026-11-13T09:00:00.000Z', { service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: '203.0.113.9', userAgent: 'curl/8.1' });

async function judged(store: Store, batches: readonly (readonly Behaved[])[]) {
  const behaviour = openBehaviour({ store, clock });
  const drafts = [];
  for (const batch of batches) {
    const answer = await behaviour.judge(batch, { isSimulated: true });
    await store.db.transaction((db) => answer.changes.commit(db));
    answer.changes.kept();
    drafts.push(...answer.drafts);
  }
  return drafts;
}

const stored = (store: Store) => store.db.select().from(activityBaselines).orderBy(activityBaselines.entity, activityBaselines.dimension, activityBaselines.value);

describe('behaviour', () => {
  it('says what is new for a principal who has been known for days', async () => {
    const store = await openTestStore('embedded');
    const [draft] = await judged(store, [habit(), [strange()]]);
    expect(draft).toMatchObject({ severity: 'high', principal: 'arn:aws:iam::111122223333:user/mallory' });
    expect(draft?.summary).toBe('mallory called iam:CreateUser in us-east-1. New for it after 12 days: the call iam:CreateUser (it has no peers); the network 203.0.113.0/24 (it has no peers); the program curl (it has no peers).');
    await store.close();
  });

  it.each([
    ['a principal that is not known yet', () => [strange()]],
    ['the same call from the usual place', () => [...habit(), event('2026-11-13T09:00:00.000Z')]],
    ['a new network alone', () => [...habit(), event('2026-11-13T09:00:00.000Z', { sourceAddress: '203.0.113.9' })]],
    ['a new call that only reads, from the usual place', () => [...habit(), event('2026-11-13T09:00:00.000Z', { action: 'DescribeVpcs' })]],
    ['what AWS does itself', () => [...habit(), event('2026-11-13T09:00:00.000Z', { service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com' })]],
  ])('is silent about %s', async (_, events) => {
    const store = await openTestStore('embedded');
    expect(await judged(store, [events()])).toEqual([]);
    await store.close();
  });

  it('raises less for what the peers of a principal do every day', async () => {
    const store = await openTestStore('embedded');
    const peer = (name: string) => event('2026-11-02T09:00:00.000Z', { ...strange().activity, at: '2026-11-02T09:00:00.000Z', principal: { ...activity().principal, name, arn: `arn:aws:iam::111122223333:user/${name}` } });
    expect(await judged(store, [[...habit(), peer('bo'), peer('carol')], [strange()]])).toEqual([]);
    await store.close();
  });

  it('keeps the same of events in any order, in any batches and repeated', async () => {
    const events = [...habit(), strange()];
    const [one, other] = [await openTestStore('embedded'), await openTestStore('embedded')];
    await judged(one, [events]);
    await judged(other, [[...events].reverse(), events.slice(3, 8), events.slice(0, 2)]);
    // The last time is exact to the week only.
    const facts = async (store: Store) => (await stored(store)).map(({ entity, dimension, value, firstSeenAt }) => ({ entity, dimension, value, firstSeenAt }));
    expect(await facts(other)).toEqual(await facts(one));
    await one.close();
    await other.close();
  });

  it('raises the same again when the transaction after it failed, and stores all of it then', async () => {
    const store = await openTestStore('embedded');
    await judged(store, [habit()]);
    const behaviour = openBehaviour({ store, clock });
    const event13 = strange();
    const lost = await behaviour.judge([event13], { isSimulated: true });
    await expect(
      store.db.transaction(async (db) => {
        await lost.changes.commit(db);
        throw new Error('the power went');
      }),
    ).rejects.toThrow('the power went');
    const again = await behaviour.judge([event13], { isSimulated: true });
    await store.db.transaction((db) => again.changes.commit(db));
    expect(again.drafts).toEqual(lost.drafts);
    expect((await stored(store)).map(({ value }) => value)).toContain('iam:CreateUser');
    await store.close();
  });
});

describe('a network and a program', () => {
  it.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2001:0db8:0001:2::1', '2001:db8:1::/48'],
    ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
    [null, 'none'],
  ])('of the address %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    ['aws-cli/2.15 Python/3.11', 'aws-cli'],
    ['[aws-cli/1.2]', 'aws-cli'],
    ['APN/1.0 HashiCorp/1.0 Terraform/1.7', 'Terraform'],
    ['Mozilla/5.0 (X11)', 'browser'],
    ['Boto3/1.34 md/Botocore', 'Boto3'],
  ])('of the agent %s is %s', (agent, family) => {
    expect(agentFamily(agent)).toBe(family);
  });
});

it('says why a call is one of AWS itself', () => {
  expect(isAwsInternal(activity({ principal: { ...activity().principal, sessionIssuerArn: 'arn:aws:iam::111122223333:role/aws-service-role/rds.amazonaws.com/AWSServiceRoleForRDS' } }))).toEqual({ isInternal: true, because: 'the role is linked to an AWS service' });
  expect(isAwsInternal(activity())).toEqual({ isInternal: false });
});
