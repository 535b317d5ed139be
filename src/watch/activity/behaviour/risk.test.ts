import { describe, expect, it, onTestFinished } from 'vitest';
import { openLiveEvents } from '../../../base/live/open-live-events.ts';
import type { Activity } from '../../../core/activity.ts';
import { startServer } from '../../../face/server/start-server.ts';
import { decideFinding } from '../../../respond/findings/decide-finding.ts';
import { findRiskFindings } from '../../../respond/findings/find-risk-findings.ts';
import { recordFindings } from '../../../respond/findings/record-findings.ts';
import { activity, findingDraft } from '../../../testing/builders.ts';
import { openTestApp, testTokens } from '../../../testing/open-test-app.ts';
import { borrowTestStore } from '../../../testing/open-test-store.ts';
import { quietLog } from '../../../testing/quiet-log.ts';
import { openBehaviour, type Behaved } from './open-behaviour.ts';
import { riskRoutes } from './routes.ts';
import { levelOf, riskParts, scoreOf, type RiskFinding } from './weigh-risk.ts';

const now = new Date('2026-11-20T12:00:00Z');
const clock = () => now;
const mallory = 'arn:aws:iam::111122223333:user/mallory';

const finding = (facts: Partial<RiskFinding> = {}): RiskFinding => ({ id: 'f-1', title: 'A trail was stopped', severity: 'high', producer: { kind: 'rule', id: 'aws/cloudtrail/trail-stopped' }, principal: mallory, accountId: '111122223333', lastSeenAt: now.toISOString(), isConfirmed: false, ...facts });

describe('a risk', () => {
  it('adds up from its parts, each of which says its arithmetic', () => {
    const parts = riskParts([finding(), finding({ id: 'f-2', severity: 'low', isConfirmed: true })], [{ accountId: '111122223333', day: 20_777, points: 3, words: 'the program curl' }], { now, halfLifeDays: 14 });
    expect(parts.map(({ points, because }) => [points, because])).toEqual([
      [27, 'A high finding (30) × a rule (0.9) × 1 left after 0 days = 27'],
      [3, 'A low finding (3) × confirmed by a person (1) × 1 left after 0 days = 3'],
      [2.9, 'Unusual behaviour (3) × 0.976 left after 0.5 days = 2.9'],
    ]);
    expect(scoreOf(parts)).toBe(32.9);
    expect(levelOf(32.9)).toBe('high');
  });

  it('halves once per half-life, and is nothing in the end', () => {
    const after = (days: number) => scoreOf(riskParts([finding({ lastSeenAt: new Date(now.getTime() - days * 86_400_000).toISOString() })], [], { now, halfLifeDays: 14 }));
    expect([0, 14, 28, 200].map(after)).toEqual([27, 13.5, 6.8, 0]);
  });
});

async function openServer() {
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const { options } = await openTestApp({ routes: riskRoutes({ store, clock, findingsSince: (asked) => findRiskFindings(store, asked) }) });
  const server = await startServer(options);
  onTestFinished(() => server.close());
  const live = await openLiveEvents({ log: quietLog });
  return { store, deps: { store, live, clock }, json: async (path: string): Promise<unknown> => (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${testTokens.admin}` } })).json() };
}

const event = (at: string, facts: Partial<Activity> = {}): Behaved => ({ activity: activity({ eventId: `e-${at}-${facts.action ?? ''}`, at, service: 'ec2', action: 'DescribeInstances', isReadOnly: true, ...facts }), raw: {} });
const habit = Array.from({ length: 12 }, (_, day) => event(`2026-11-${String(day + 1).padStart(2, '0')}T09:00:00.000Z`));

describe('the risk of principals', () => {
  it('is told with its parts and habits, and as a list with the riskiest first', async () => {
    const { store, deps, json } = await openServer();
    const { changes, drafts } = await openBehaviour({ store, clock }).judge([...habit, event('2026-11-19T09:00:00.000Z', { sourceAddress: '203.0.113.9', userAgent: 'curl/8.1' })], { isSimulated: true });
    expect(drafts).toEqual([]);
    await store.db.transaction((db) => changes.commit(db));
    const bo = 'arn:aws:iam::111122223333:user/bo';
    await recordFindings(deps, [
      findingDraft({ fingerprint: 'one', severity: 'high', lastSeenAt: '2026-11-20T12:00:00.000Z' }),
      findingDraft({ fingerprint: 'two', severity: 'medium', principal: bo, lastSeenAt: '2026-11-20T12:00:00.000Z' }),
      findingDraft({ fingerprint: 'of nobody', principal: null }),
    ]);

    expect(await json(`/api/activity/principal/risk?principal=${encodeURIComponent(mallory)}`)).toMatchObject({
      principal: mallory,
      score: 29.8,
      level: 'medium',
      parts: [{ kind: 'finding', severity: 'high', points: 27 }, { kind: 'unusual', at: '2026-11-19T00:00:00.000Z', points: 2.8, words: 'the network 203.0.113.0/24; the program curl' }],
      baselines: [{ accountId: '111122223333', person: null, firstDay: '2026-11-01', lastWeek: '2026-11-16', activeWeeks: 4, habits: expect.arrayContaining([expect.objectContaining({ dimension: 'api', value: 'ec2:DescribeInstances', firstDay: '2026-11-01' })]) }],
    });
    expect(await json('/api/activity/principals')).toMatchObject({ principals: [{ principal: mallory, score: 29.8, findings: 1, unusualDays: 1 }, { principal: bo, score: 9, level: 'low' }] });
    expect(await json('/api/activity/principals?accountId=999999999999')).toEqual({ principals: [], halfLifeDays: 14 });
  });

  it('does not count what a person has closed, and counts in full what one has confirmed', async () => {
    const { store, deps, json } = await openServer();
    await recordFindings(deps, [findingDraft({ fingerprint: 'one', severity: 'high', lastSeenAt: now.toISOString() })]);
    const [known] = await findRiskFindings(store, { since: new Date(0), scope: 'all' });
    const score = async () => (await json(`/api/activity/principal/risk?principal=${encodeURIComponent(mallory)}`));
    await decideFinding(deps, known?.id ?? '', { verdict: 'true-positive', note: '', by: 'ann', scope: 'all' });
    expect(await score()).toMatchObject({ score: 30 });
    await decideFinding(deps, known?.id ?? '', { verdict: 'benign', note: '', by: 'ann', scope: 'all' });
    expect(await score()).toMatchObject({ score: 0, level: 'low', parts: [] });
  });

  it('of whom nobody knows anything is nothing', async () => {
    const { json } = await openServer();
    expect(await json('/api/activity/principal/risk?principal=nobody')).toEqual({ principal: 'nobody', score: 0, level: 'low', halfLifeDays: 14, parts: [], baselines: [] });
  });
});
