import { describe, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { loadStories } from '../load-stories.ts';
import { createWorld, type WorldOptions } from './create-world.ts';
import { describeWorld, groundTruth } from './describe-world.ts';
import { addUser } from './estate/make-identities.ts';
import type { Story } from './story.ts';
import { userActor } from './story-actors.ts';
import type { SimAccount, World } from './world.ts';

const stories = await loadStories();
const startedAt = new Date('2026-11-18T10:00:00Z');
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

function world(options: Partial<WorldOptions> = {}): World {
  return createWorld({ seed: 42, accounts: 4, startedAt, clock: () => startedAt, readerActions: ['ec2:DescribeInstances'], stories, ...options });
}

/** Everything that there is, in a form that can be compared. */
function written(value: unknown, except?: string): string {
  return JSON.stringify(value, (key, part: unknown): unknown => (key === except ? undefined : part instanceof Map ? Object.fromEntries(part) : part instanceof Set ? [...part] : part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part));
}

/** What lies in a queue is on its way, not a part of the estate: only a world that was there has put it in. */
const estate = ({ accounts, organization, watcher, administrator }: World) => written({ accounts, organization, watcher, administrator }, 'messages');
const member = (of: World, name = 'production'): SimAccount => [...of.accounts.values()].find((account) => account.name === name) ?? expect.fail(`There is no account ${name}`);
const places = (of: World) => [...of.accounts.keys()].flatMap((accountId) => ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-southeast-2'].map((region) => ({ accountId, region })));
const lastHours = (of: World, hours: number) => ({ from: new Date(of.clock().getTime() - hours * hourMs), to: of.clock() });

describe('a world', () => {
  it('is the same from the same seed: its estate, its stories, its activity and its bill', () => {
    const [one, same] = [world(), world()];
    expect(estate(same)).toBe(estate(one));
    expect(groundTruth(same)).toEqual(groundTruth(one));
    for (const place of places(one)) expect([...same.activity.lookup(place, lastHours(same, 1))]).toEqual([...one.activity.lookup(place, lastHours(one, 1))]);
    expect(same.costs.between(new Date(startedAt.getTime() - dayMs), startedAt)).toEqual(one.costs.between(new Date(startedAt.getTime() - dayMs), startedAt));
  });

  it('shares nothing with one from another seed', () => {
    const [one, other] = [world(), world({ seed: 43 })];
    const ids = (of: World) => [...of.accounts.values()].flatMap(({ id, regions }) => [id, ...[...regions.values()].flatMap(({ instances }) => instances.map(({ InstanceId = '' }) => InstanceId))]);
    const known = new Set(ids(one));
    expect(ids(other).filter((id) => known.has(id))).toEqual([]);
    expect(other.watcher.secretAccessKey).not.toBe(one.watcher.secretAccessKey);
  });

  it('has thousands of resources in several accounts and regions', () => {
    const { resources, accounts } = describeWorld(world());
    expect(accounts).toHaveLength(5);
    expect(resources).toBeGreaterThan(3_000);
    const used = accounts.flatMap(({ regions }) => regions.filter(({ counts }) => (counts.instances ?? 0) > 0).map(({ name }) => name));
    expect(new Set(used).size).toBeGreaterThanOrEqual(3);
  });

  it('has resources that name only others that there are', () => {
    for (const account of world({ accounts: 8 }).accounts.values()) {
      for (const region of account.regions.values()) {
        const known = new Set([
          ...region.vpcs.map(({ VpcId }) => VpcId),
          ...region.subnets.map(({ SubnetId }) => SubnetId),
          ...region.securityGroups.map(({ GroupId }) => GroupId),
          ...region.images.map(({ ImageId }) => ImageId),
          ...region.volumes.map(({ VolumeId }) => VolumeId),
          ...region.instances.map(({ InstanceId }) => InstanceId),
        ]);
        const stories = new Set(['p4d.24xlarge']);
        const named = [
          ...region.instances.filter(({ InstanceType = '' }) => !stories.has(InstanceType)).flatMap((instance) => [instance.VpcId, instance.SubnetId, instance.ImageId, ...(instance.SecurityGroups ?? []).map(({ GroupId }) => GroupId), ...(instance.BlockDeviceMappings ?? []).map(({ Ebs }) => Ebs?.VolumeId)]),
          ...region.subnets.map(({ VpcId }) => VpcId),
          ...region.volumes.flatMap(({ Attachments = [] }) => Attachments.map(({ InstanceId }) => InstanceId)),
          ...region.addresses.flatMap(({ InstanceId }) => InstanceId ?? []),
        ];
        expect(named.filter((id) => !known.has(id))).toEqual([]);
        const roles = region.instances.flatMap(({ IamInstanceProfile }) => IamInstanceProfile?.Arn?.split('/').at(-1) ?? []);
        expect(roles.filter((name) => !account.roles.has(name))).toEqual([]);
      }
      const attached = [...account.users.values(), ...account.roles.values(), ...account.groups.values()].flatMap(({ attachedPolicies }) => [...attachedPolicies]);
      expect(attached.filter((arn) => !account.policies.has(arn))).toEqual([]);
    }
  });

  it('goes on as it was after a restart, however late', { timeout: 60_000 }, () => {
    let now = startedAt;
    const kept = world({ clock: () => now });
    for (let hour = 0; hour < 60; hour += 1) {
      now = new Date(now.getTime() + 61 * minuteMs);
      kept.advance();
    }
    const restarted = world({ clock: () => now });
    expect(restarted.truth.length).toBeGreaterThan(40);
    expect(restarted.truth).toEqual(kept.truth);
    expect(estate(restarted)).toBe(estate(kept));
    for (const place of places(kept)) expect([...restarted.activity.lookup(place, lastHours(kept, 3))]).toEqual([...kept.activity.lookup(place, lastHours(kept, 3))]);
  });
});

it('a story that is caught up with sees the world as it was at its time', () => {
  const nextUser = ({ users }: SimAccount) => `made-${users.size}`;
  const counting: Story = {
    title: 'Users are made, one after another',
    about: 'Each is named for how many there are.',
    tactics: ['persistence'],
    plan({ account, dice }) {
      const actor = userActor(account, 'ci-legacy', { address: '203.0.113.1', agent: 'test' });
      const userName = nextUser(account);
      const change = (changed: SimAccount, at: Date) => void addUser(changed, userName, { dice, createdAt: at });
      const aftermath = { afterHours: 1, actor, steps: [] };
      return { region: 'us-east-1', actor, firstCause: 'CreateUser', aftermath, steps: [{ afterMs: 0, source: 'iam', name: 'CreateUser', tactic: 'persistence', parameters: { userName }, change }] };
    },
  };
  let now = startedAt;
  const options = { accounts: 1, stories: new Map([['counting', counting]]), clock: () => now };
  const kept = world(options);
  for (let minutes = 0; minutes < 300; minutes += 1) {
    now = new Date(now.getTime() + minuteMs);
    kept.advance();
  }
  const names = (of: World) => [...member(of).users.keys()].filter((name) => name.startsWith('made-'));
  expect(names(kept).length).toBeGreaterThan(10);
  expect(names(world(options))).toEqual(names(kept));
});

describe('the stories of a demonstration', () => {
  const minutesOf = (of: World) => of.truth.map((story) => (Date.parse(story.startsAt) - startedAt.getTime()) / minuteMs);

  it('are some of the last day, five of the last two hours, and one that unfolds before the first minute is over', () => {
    const later = world({ clock: () => new Date(startedAt.getTime() + minuteMs) });
    const past = minutesOf(later).filter((minutes) => minutes < 0);
    expect(past.filter((minutes) => minutes > -24 * 60)).toHaveLength(7);
    expect(past.filter((minutes) => minutes > -120)).toHaveLength(5);
    const live = later.truth.filter((story) => Date.parse(story.startsAt) >= startedAt.getTime());
    expect(live).toHaveLength(1);
    expect(Date.parse(live[0]?.startsAt ?? '')).toBeLessThan(startedAt.getTime() + 10_000);
    expect(Date.parse(live[0]?.endsAt ?? '')).toBeLessThan(startedAt.getTime() + 35_000);
    expect(new Set(later.truth.map(({ storyId }) => storyId)).size).toBe(6);
  });

  it.each([
    ['the first hour', 1, 6, 12],
    ['the first day', 24, 30, 70],
    ['a week', 168, 60, 130],
  ])('come often enough to be seen and not so often that they are all there is: %s', (_name, hours, least, most) => {
    const count = minutesOf(world({ clock: () => new Date(startedAt.getTime() + hours * hourMs) })).filter((minutes) => minutes > 0).length;
    expect(count).toBeGreaterThanOrEqual(least);
    expect(count).toBeLessThanOrEqual(most);
  });

  it('are exactly those that were ordered, where some were', () => {
    const ordered = world({ plan: [{ storyId: 'data-theft', startsAt: new Date(startedAt.getTime() + hourMs) }, { storyId: 'leaked-key', startsAt: startedAt }] });
    expect(ordered.truth.map(({ storyId }) => storyId)).toEqual(['leaked-key', 'data-theft']);
    expect(() => world({ plan: [{ storyId: 'no-such-story', startsAt: startedAt }] })).toThrow('There is no story no-such-story');
  });
});

describe('the everyday', () => {
  it('sets off no rule that would wake anybody, and few others', async () => {
    const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
    const quiet = world({ plan: [] });
    const fired = new Set<string>();
    let noticed = 0;
    let count = 0;
    for (const place of places(quiet)) {
      for (const record of quiet.activity.lookup(place, lastHours(quiet, 24))) {
        count += 1;
        for (const { id, alerts, severity, matches } of rules) {
          if (!alerts || !matches({ ...record })) continue;
          if (severity === 'high' || severity === 'critical') fired.add(`${id}: ${record.eventName} ${written(record.requestParameters)}`);
          else if (severity === 'medium') noticed += 1;
        }
      }
    }
    expect([...fired]).toEqual([]);
    expect(noticed).toBeLessThan(5);
    expect(count).toBeGreaterThan(10_000);
  });

  it('is told newest first, once, and only up to now', () => {
    const quiet = world({ plan: [] });
    const records = [...quiet.activity.lookup({ accountId: member(quiet).id, region: 'us-east-1' }, lastHours(quiet, 6))];
    const times = records.map(({ eventTime }) => eventTime);
    expect(times).toEqual([...times].sort().reverse());
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length);
    expect(times.every((time) => Date.parse(time) <= startedAt.getTime())).toBe(true);
  });

  it('is busier by day than by night, and done by people, programs and AWS itself', () => {
    const quiet = world({ plan: [] });
    const at = (hour: number) => [...quiet.activity.lookup({ accountId: member(quiet).id, region: 'us-east-1' }, { from: new Date(Date.UTC(2026, 10, 17, hour)), to: new Date(Date.UTC(2026, 10, 17, hour + 2)) })];
    const [day, night] = [at(14), at(2)];
    const persons = (records: typeof day) => records.filter(({ userIdentity }) => userIdentity.arn?.includes('AWSReservedSSO')).length;
    expect(persons(day)).toBeGreaterThan(5 * Math.max(1, persons(night)));
    expect(new Set(day.map(({ userIdentity }) => userIdentity.type))).toEqual(new Set(['AssumedRole', 'IAMUser', 'AWSService', 'AWSAccount', 'WebIdentityUser', 'Unknown']));
  });

  it('is kept for ninety days', () => {
    const quiet = world({ plan: [] });
    const place = { accountId: quiet.organization.managementAccountId, region: 'eu-west-1' };
    const around = (days: number) => [...quiet.activity.lookup(place, { from: new Date(startedAt.getTime() - (days + 2) * dayMs), to: new Date(startedAt.getTime() - days * dayMs) })].length;
    expect(around(86)).toBeGreaterThan(0);
    expect(around(91)).toBe(0);
  });
});

describe('the bill', () => {
  it('goes back ninety days, with customers and with weekends', () => {
    const quiet = world({ plan: [] });
    const lines = quiet.costs.between(new Date(startedAt.getTime() - 90 * dayMs), startedAt);
    const days = Map.groupBy(lines, ({ date }) => date);
    expect(days.size).toBe(91);
    const total = (date: string) => (days.get(date) ?? []).filter(({ service }) => service.includes('Compute')).reduce((sum, { usd }) => sum + usd, 0);
    expect(total('2026-11-11')).toBeGreaterThan(100);
    expect(total('2026-11-14')).toBeLessThan(0.9 * total('2026-11-11'));
  });

  it('shows what a story costs, where and for as long as it lasts', () => {
    const told = world({ clock: () => new Date(startedAt.getTime() + 3 * dayMs), plan: [{ storyId: 'crypto-mining', startsAt: startedAt }] });
    const [story] = told.truth;
    const lines = told.costs.between(startedAt, told.clock()).filter(({ region }) => region === 'ap-southeast-2');
    const hours = (Date.parse(story?.resolvedAt ?? '') - startedAt.getTime()) / hourMs;
    expect(lines.map(({ date, accountId, usageType }) => ({ date, accountId, usageType }))).toEqual([{ date: '2026-11-18', accountId: story?.accountId, usageType: 'APS2-BoxUsage:p4d.24xlarge' }]);
    expect(lines[0]?.usd).toBeCloseTo(((story?.dailyUsd ?? 0) * hours) / 24, 1);
    expect(lines[0]?.usd).toBeGreaterThan(1_000);
  });
});

describe('metrics and logs', () => {
  it('follow what an instance does, every five minutes', () => {
    const quiet = world({ plan: [] });
    const instances = [...member(quiet).regions.values()].flatMap((region) => region.instances);
    const mean = (name: RegExp) => {
      const instance = instances.find(({ Tags = [], State }) => State?.Name === 'running' && Tags.some(({ Key, Value = '' }) => Key === 'Name' && name.test(Value)));
      const points = quiet.metrics.series(instance?.InstanceId ?? '', 'CPUUtilization', lastHours(quiet, 24));
      expect(points).toHaveLength(288);
      return points.reduce((sum, { value }) => sum + value, 0) / points.length;
    };
    expect(mean(/^load-test-/)).toBeLessThan(3);
    expect(mean(/-database-/)).toBeGreaterThan(5);
    expect(quiet.metrics.series('i-nothing', 'CPUUtilization', lastHours(quiet, 1))).toEqual([]);
  });

  it('are the same whenever they are asked for', () => {
    const quiet = world({ plan: [] });
    expect(quiet.logs.groups).toContain('/production/checkout');
    const whole = quiet.logs.between('/production/checkout', lastHours(quiet, 2));
    const half = quiet.logs.between('/production/checkout', lastHours(quiet, 1));
    expect(half.length).toBeGreaterThan(50);
    expect(whole.slice(-half.length)).toEqual(half);
  });
});
