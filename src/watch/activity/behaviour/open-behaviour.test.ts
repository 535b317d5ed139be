import { describe, expect, it } from 'vitest';
import type { Store } from '../../../base/store/store.ts';
import type { Activity } from '../../../core/activity.ts';
import type { FindingDraft } from '../../../core/finding.ts';
import { activity } from '../../../testing/builders.ts';
import { borrowTestStore } from '../../../testing/open-test-store.ts';
import { agentFamily, networkOf } from './combinations.ts';
import { newHabits } from './habits.ts';
import { isAwsInternal } from './is-aws-internal.ts';
import { openBehaviour, type Behaved } from './open-behaviour.ts';
import { activityHabits, activityRates } from './tables.ts';

const clock = () => new Date('2026-11-20T12:00:00Z');
let count = 0;

function event(at: string, facts: Partial<Activity> = {}): Behaved {
  count += 1;
  return { activity: activity({ eventId: `e-${count}`, at, service: 'ec2', action: 'DescribeInstances', isReadOnly: true, ...facts }), raw: {} };
}

const dayAt = (day: number, time = '09:00:00') => `2026-11-${String(day).padStart(2, '0')}T${time}.000Z`;
/** Twelve ordinary days. */
const habit = (facts: Partial<Activity> = {}) => Array.from({ length: 12 }, (_, day) => event(dayAt(day + 1), facts));
const strange = (at = dayAt(13)) => event(at, { service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: '203.0.113.9', userAgent: 'curl/8.1' });
const user = (name: string) => ({ principal: { ...activity().principal, name, arn: `arn:aws:iam::111122223333:user/${name}` } });
const person = (name: string) => ({
  principal: { ...activity().principal, type: 'role' as const, name: `AWSReservedSSO_Admin_0123/${name}`, arn: `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123/${name}`, sessionIssuerArn: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123' },
});

async function judged(store: Store, batches: readonly (readonly Behaved[])[], behaviour = openBehaviour({ store, clock })): Promise<FindingDraft[]> {
  const drafts: FindingDraft[] = [];
  for (const batch of batches) {
    const answer = await behaviour.judge(batch, { isSimulated: true });
    await store.db.transaction((db) => answer.changes.commit(db));
    answer.changes.kept();
    drafts.push(...answer.drafts);
  }
  return drafts;
}

/** What is known of each key, whatever rows it is in. */
async function stored(store: Store): Promise<Record<string, string[]>> {
  const known: Record<string, string[]> = {};
  for (const [key, rows] of Map.groupBy(await store.db.select().from(activityHabits), (row) => row.key)) {
    if (key.startsWith('hour')) continue;
    const habits = newHabits({ key, accountId: '', principal: '', peers: null });
    for (const { lines } of rows) habits.merge(lines);
    known[key] = habits.names().map((name) => habits.lineOf(name)).sort();
  }
  return known;
}

describe('behaviour', () => {
  it('says what is new for a principal who has been known for days', async () => {
    const store = await borrowTestStore();
    const [draft] = await judged(store, [habit(), [strange()]]);
    expect(draft).toMatchObject({ severity: 'high', principal: 'arn:aws:iam::111122223333:user/mallory', producer: { id: 'behaviour/unusual' } });
    expect(draft?.summary).toBe('mallory called iam:CreateUser in us-east-1. New for it after 12 days: the call iam:CreateUser, new in the whole account; the network 203.0.113.0/24 (it has no peers); the program curl (it has no peers).');
    await store.close();
  });

  it.each([
    ['a principal that is not known yet', () => [strange()]],
    ['the same call from the usual place', () => [...habit(), event(dayAt(13))]],
    ['a new network alone', () => [...habit(), event(dayAt(13), { sourceAddress: '203.0.113.9' })]],
    ['a new call that only reads, from the usual place', () => [...habit(), event(dayAt(13), { action: 'DescribeVpcs' })]],
    ['a sign-in from elsewhere, which changes nothing', () => [...habit(person('bo')), event(dayAt(13), { ...person('bo'), service: 'sso', action: 'Federate', isReadOnly: false, sourceAddress: '203.0.113.9' })]],
    ['an hour alone', () => [...habit(), event(dayAt(13, '23:00:00'))]],
    ['what AWS does itself', () => [...habit(), event(dayAt(13), { service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: 'cloudformation.amazonaws.com', userAgent: 'cloudformation.amazonaws.com' })]],
  ])('is silent about %s', async (_, events) => {
    const store = await borrowTestStore();
    expect(await judged(store, [events()])).toEqual([]);
    await store.close();
  });

  it('is not deceived by a caller who names his program like AWS itself', async () => {
    const store = await borrowTestStore();
    const disguised = strange();
    expect(await judged(store, [habit(), [{ ...disguised, activity: { ...disguised.activity, userAgent: 'AWS Internal' } }]])).toHaveLength(1);
    await store.close();
  });

  it('takes an hour in which a person never worked as one more sign', async () => {
    const store = await borrowTestStore();
    const [draft] = await judged(store, [habit(), [strange(dayAt(13, '23:00:00'))]]);
    expect(draft?.summary).toContain('; the hour from 23:00 UTC.');
    await store.close();
  });

  it('knows the people who share a permission set apart', async () => {
    const store = await borrowTestStore();
    const borrowed = event(dayAt(13), { ...person('bo'), service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: '203.0.113.9' });
    const usual = habit({ ...person('ann'), sourceAddress: '203.0.113.9' });
    const drafts = await judged(store, [[...usual, ...habit(person('bo')), ...habit(person('cy'))], [borrowed]]);
    expect(drafts.map(({ summary }) => summary)).toEqual(['AWSReservedSSO_Admin_0123/bo called iam:CreateUser in us-east-1. New for it after 12 days: the call iam:CreateUser, new in the whole account; the network 203.0.113.0/24 (1 of its 2 peers did).']);
    await store.close();
  });

  it('adds up calls of one day that nobody in the account had made, and says which', async () => {
    const store = await borrowTestStore();
    const first = (action: string) => event(dayAt(13), { service: 'guardduty', action, isReadOnly: false });
    expect(await judged(store, [habit(), [first('DeleteDetector')]])).toEqual([]);
    const drafts = await judged(store, [[first('StopMonitoringMembers')]]);
    expect(drafts.map(({ severity }) => severity)).toEqual(['medium']);
    expect(drafts[0]?.summary).toContain('on the same day guardduty:DeleteDetector, which nobody in the account had called before');
    await store.close();
  });

  it('tells of a new principal who goes where nobody in the account was', async () => {
    const store = await borrowTestStore();
    const drafts = await judged(store, [habit(), [event(dayAt(13), { ...user('new'), action: 'RunInstances', isReadOnly: false, region: 'sa-east-1' })]]);
    expect(drafts.map(({ summary }) => summary)).toEqual(['new called ec2:RunInstances in sa-east-1. It is new itself, and new in the whole account is the region sa-east-1, new in the whole account; the call ec2:RunInstances, new in the whole account.']);
    await store.close();
  });

  it('raises less for what the peers of a principal do every day', async () => {
    const store = await borrowTestStore();
    const peer = (name: string) => event(dayAt(2), { ...strange().activity, at: dayAt(2), ...user(name) });
    expect(await judged(store, [[...habit(), peer('bo'), peer('carol')], [strange()]])).toEqual([]);
    await store.close();
  });

  it('finds new again what was forgotten, and says for how long it was not seen', async () => {
    const store = await borrowTestStore();
    const learning = { days: 7, activeDays: 3, halfLifeDays: 7, memoryDays: 60 };
    const once = { service: 'iam', action: 'CreateUser', isReadOnly: false, sourceAddress: '203.0.113.9', userAgent: 'curl/8.1' };
    const since = Array.from({ length: 30 }, (_, day) => event(new Date(Date.UTC(2026, 8, 21 + day, 9)).toISOString()));
    const drafts = await judged(store, [[event('2026-09-20T09:00:00.000Z', once), ...since], [event('2026-10-30T09:00:00.000Z', once)]], openBehaviour({ store, clock, learning }));
    expect(drafts.map(({ summary }) => summary)).toEqual([expect.stringContaining('the call iam:CreateUser, last seen 40 days ago')]);
    await store.close();
  });

  it('keeps the same of events in any order, in any batches, repeated and folded', async () => {
    const events = [...habit(), strange(), ...habit(user('bo'))];
    const [one, other] = [await borrowTestStore(), await borrowTestStore()];
    await judged(one, [events]);
    const halves = openBehaviour({ store: other, clock });
    await judged(other, [[...events].reverse(), events.slice(3, 8)], halves);
    await judged(other, Array.from({ length: 8 }, (_, at) => [events[at] ?? strange(), event(dayAt(at + 1), user(`passer-by-${at}`))]));
    const known = await stored(other);
    expect(known).toMatchObject(Object.fromEntries(Object.entries(await stored(one)).filter(([key]) => !key.startsWith('account'))));
    const rows = await other.db.select().from(activityHabits);
    await halves.forget();
    expect(await stored(other)).toEqual(known);
    expect((await other.db.select().from(activityHabits)).length).toBeLessThan(rows.length);
    await one.close();
    await other.close();
  });

  it('learns of a week that comes after later ones', async () => {
    const early = Array.from({ length: 20 }, (_, day) => event(`2026-10-${String(day + 1).padStart(2, '0')}T09:00:00.000Z`));
    const [late, last] = [event(dayAt(1)), event(dayAt(10))];
    const [one, other] = [await borrowTestStore(), await borrowTestStore()];
    await judged(one, [early, [late], [last]]);
    await judged(other, [early, [last], [late]]);
    expect(await stored(other)).toEqual(await stored(one));
    await one.close();
    await other.close();
  });

  it('stores what is learned while the transaction of another batch ends', async () => {
    const store = await borrowTestStore();
    const behaviour = openBehaviour({ store, clock });
    const first = await behaviour.judge(habit(), { isSimulated: true });
    await store.db.transaction((db) => first.changes.commit(db));
    const second = await behaviour.judge([strange()], { isSimulated: true });
    first.changes.kept();
    await store.db.transaction((db) => second.changes.commit(db));
    expect(JSON.stringify(await stored(store))).toContain('iam:CreateUser');
    await store.close();
  });

  it('raises the same again when the transaction after it failed, and stores all of it then', async () => {
    const store = await borrowTestStore();
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
    expect(JSON.stringify(await stored(store))).toContain('iam:CreateUser');
    await store.close();
  });

  it('writes nothing for what is known', async () => {
    const store = await borrowTestStore();
    const behaviour = openBehaviour({ store, clock });
    await judged(store, [habit()], behaviour);
    const before = await store.db.select().from(activityHabits);
    await judged(store, [habit().map(({ activity: known, raw }) => ({ activity: { ...known, eventId: 'e-known' }, raw }))], behaviour);
    const after = await store.db.select().from(activityHabits);
    expect(after.filter(({ key }) => !key.startsWith('hour'))).toEqual(before.filter(({ key }) => !key.startsWith('hour')));
    await store.close();
  });
});

describe('rates', () => {
  /** So many calls in one hour, as different events. */
  const calls = (hour: string, many: number, facts: Partial<Activity> = {}) => Array.from({ length: many }, (_, at) => event(`${hour}:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}.000Z`, { service: 'secretsmanager', action: 'GetSecretValue', ...facts }));
  const days = (many: number, facts: Partial<Activity> = {}) => Array.from({ length: 14 }, (_, day) => calls(`2026-11-${String(day + 1).padStart(2, '0')}T09`, many, facts));

  it('tells of an API that is called far more often than at the same time of other days, with both numbers', async () => {
    const store = await borrowTestStore();
    const drafts = await judged(store, [...days(20), calls('2026-11-15T09', 400)]);
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toMatchObject({ severity: 'medium', producer: { id: 'behaviour/call-rate' }, fingerprint: 'detector|behaviour/call-rate|111122223333|us-east-1|secretsmanager:GetSecretValue|2026-11-15' });
    const [, said, usual] = /about (\d+) times from 09:00 to 10:00 UTC.*Usual are (\d+) in an hour \(the median of 14 hours at this time of the day\)/.exec(drafts[0]?.summary ?? '') ?? [];
    expect(Number(said)).toBeGreaterThan(300);
    expect(Number(said)).toBeLessThan(500);
    expect(usual).toBe('20');
    await store.close();
  });

  it('tells of an API that fails far more often than usual', async () => {
    const store = await borrowTestStore();
    const drafts = await judged(store, [...days(20), [...calls('2026-11-15T09', 20), ...calls('2026-11-15T09', 30, { errorCode: 'AccessDenied' })]]);
    expect(drafts.map(({ producer }) => producer.id)).toEqual(['behaviour/error-rate']);
    await store.close();
  });

  it.each([
    ['while too little is known', (): Behaved[][] => [...days(20).slice(0, 5), calls('2026-11-06T09', 400)]],
    ['as many as there were before', (): Behaved[][] => [...days(300), calls('2026-11-15T09', 400)]],
    ['when everything is called more', (): Behaved[][] => {
      const all = (hour: string, many: number) => ['GetSecretValue', 'DescribeSecret', 'ListSecrets', 'PutSecretValue'].flatMap((action) => calls(hour, many, { action }));
      return [...days(20).map((_, day) => all(`2026-11-${String(day + 1).padStart(2, '0')}T09`, 20)), all('2026-11-15T09', 120)];
    }],
  ])('are not told of %s', async (_, batches) => {
    const store = await borrowTestStore();
    expect((await judged(store, batches())).filter(({ producer }) => producer.id === 'behaviour/call-rate')).toEqual([]);
    await store.close();
  });

  it('count an event once, however often it is delivered and by whichever process', async () => {
    const store = await borrowTestStore();
    const hour = calls('2026-11-15T09', 20);
    await judged(store, [hour, hour.slice(0, 10)]);
    await judged(store, [[...hour].reverse()]);
    const rows = await store.db.select().from(activityRates);
    expect(rows.map(({ api, calls: counted }) => [api, counted])).toEqual(expect.arrayContaining([['secretsmanager:GetSecretValue', 20]]));
    await store.close();
  });
});

describe('a network and a program', () => {
  it.each([
    ['198.51.100.7', '198.51.100.0/24'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['2001:0db8:0001:2::1', '2001:db8:1::/48'],
    ['ec2.amazonaws.com', 'ec2.amazonaws.com'],
    ['a\tline\nof\0its own', 'a line of its own'],
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
