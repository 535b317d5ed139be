import { describe, expect, it } from 'vitest';
import { borrowTestStore, closingAfterEach } from '../../testing/open-test-store.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { normaliseActivity } from '../../watch/activity/normalise-activity.ts';
import { readRecords } from '../../watch/activity/read-records.ts';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { countCorrelated, type MatchedEvent } from './count-correlated.ts';

const { rules, correlations } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
const borrow = closingAfterEach(borrowTestStore);
const clock = () => new Date('2026-11-20T13:00:00Z');

const login = (second: number, succeeded: boolean) =>
  cloudTrailRecord({
    eventID: `login-${second}`,
    eventTime: new Date(Date.parse('2026-11-20T12:00:00Z') + second * 1_000).toISOString().replace('.000Z', 'Z'),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    sourceIPAddress: '198.51.100.7',
    userIdentity: { type: 'IAMUser', userName: 'anna', arn: 'arn:aws:iam::111122223333:user/anna' },
    responseElements: { ConsoleLogin: succeeded ? 'Success' : 'Failure' },
  });

function events(...records: Record<string, unknown>[]): MatchedEvent[] {
  return readRecords(rules, Buffer.from(JSON.stringify(records))).records.map(({ record, raw, matched }) => ({ activity: normaliseActivity(record, ''), record, raw: Buffer.from(raw).toString(), matched }));
}

const failures = [0, 10, 20, 30, 40, 50].map((second) => login(second, false));
const success = login(100, true);
const guessed = 'A password was guessed';

const launchIn = (region: string, minute: number, userIdentity: Record<string, unknown> = { type: 'IAMUser', userName: 'ci', arn: 'arn:aws:iam::111122223333:user/ci' }) =>
  cloudTrailRecord({ eventID: `launch-${region}-${minute}`, eventTime: `2026-11-20T12:${String(minute).padStart(2, '0')}:00Z`, eventSource: 'ec2.amazonaws.com', eventName: 'RunInstances', awsRegion: region, userIdentity });
const scaler = { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling', invokedBy: 'autoscaling.amazonaws.com' };
const everywhere = 'Machines are launched in region after region';

describe('values that are counted across deliveries', () => {
  const regions = ['us-east-1', 'eu-west-1', 'us-west-2'];

  it.each([
    ['three, however often each comes', [...regions, ...regions], undefined, []],
    ['four', [...regions, 'ap-southeast-2'], undefined, [everywhere]],
    ['four that a scaling group launched in', [...regions, 'ap-southeast-2'], scaler, []],
  ])('are counted once each: %s', async (_name, places, who, expected) => {
    const store = await borrow();
    const told = new Set<string>();
    for (const [minute, region] of places.entries()) {
      for (const { title } of await countCorrelated({ store, clock, correlations }, events(launchIn(region, minute, who)), { isSimulated: false })) told.add(title);
    }
    expect([...told].filter((title) => title === everywhere)).toEqual(expected);
  });
});

describe('correlations across deliveries', () => {
  it.each([
    ['in order', [failures, [success]]],
    ['the other way round', [[success], [...failures].reverse()]],
    ['one by one', [...failures, success].map((one) => [one])],
    ['all at once and twice', [[...failures, success], [...failures, success]]],
  ])('are met by the same events however they come: %s', async (_name, deliveries) => {
    const store = await borrow();
    let told = new Map<string, { title: string; firstSeenAt: string; lastSeenAt: string; evidence: number }>();
    for (const delivery of deliveries) {
      for (const draft of await countCorrelated({ store, clock, correlations }, events(...delivery), { isSimulated: false })) {
        told = told.set(draft.fingerprint, { title: draft.title, firstSeenAt: draft.firstSeenAt, lastSeenAt: draft.lastSeenAt, evidence: draft.evidence.length });
      }
    }
    const found = [...told.values()].filter(({ title }) => title === guessed);
    expect(found).toEqual([{ title: guessed, firstSeenAt: '2026-11-20T12:00:40.000Z', lastSeenAt: '2026-11-20T12:01:40.000Z', evidence: 7 }]);
  });

  it('are not met by half of them', async () => {
    const store = await borrow();
    const drafts = await countCorrelated({ store, clock, correlations }, events(...failures.slice(0, 3), success), { isSimulated: false });
    expect(drafts.map(({ title }) => title)).not.toContain(guessed);
  });

  it('say who did what from where, and stand on the events', async () => {
    const store = await borrow();
    const drafts = await countCorrelated({ store, clock, correlations }, events(...failures, success), { isSimulated: true });
    expect(drafts.find(({ title }) => title === guessed)).toMatchObject({
      severity: 'high',
      isSimulated: true,
      accountId: '111122223333',
      principal: 'arn:aws:iam::111122223333:user/anna',
      producer: { kind: 'rule', id: 'aws/signin/password-guessed#password_guessed' },
      summary: '7 events within 60 s of 198.51.100.7: anna called ConsoleLogin from 198.51.100.7.',
    });
  });
});
