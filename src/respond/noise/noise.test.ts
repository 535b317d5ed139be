import { expect, it, onTestFinished } from 'vitest';
import type { FindingDraft } from '../../core/finding.ts';
import type { Verdict } from '../../core/verdict.ts';
import { startServer } from '../../face/server/start-server.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { openTestApp, testTokens } from '../../testing/open-test-app.ts';
import { borrowTestStore } from '../../testing/open-test-store.ts';
import { openRuleBook } from '../../watch/activity/rulebook/rule-book.ts';
import { decideFinding } from '../findings/decide-finding.ts';
import { findingQuerySchema } from '../findings/contract.ts';
import { extendEvidence } from '../findings/extend-evidence.ts';
import { listFindings } from '../findings/list-findings.ts';
import { judgePromotion } from './judge-promotion.ts';
import { measureNoise, type NoiseDeps } from './measure-noise.ts';
import { refusePromotion } from './refuse-promotion.ts';
import { noiseRoutes } from './routes.ts';
import { suggestExceptions } from './suggest-exceptions.ts';
import { tellFindings } from './tell-findings.ts';

const rule = 'aws/cloudtrail/trail-stopped';
const start = new Date('2026-11-20T12:30:00Z');

async function openNoise() {
  let now = start;
  const clock = () => now;
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const { live } = (await openTestApp()).options;
  const deps: NoiseDeps = { store, clock, book: openRuleBook({ store, clock }), ruleIds: [rule, 'aws/quiet'], promotion: { days: 7, alertsPerDay: 1, promote: 'by-person' }, matches: (_ruleId, record) => !JSON.stringify(record).includes('a step before') };
  const tellDeps = { store, live, clock };
  const tell = (...drafts: FindingDraft[]) => tellFindings(tellDeps, drafts, { stateOf: () => 'on' });
  const decide = async (who: string, verdict: Verdict) => {
    const [found] = (await listFindings(store, findingQuerySchema.parse({ q: who }), 'all')).findings;
    await decideFinding({ store, live, clock }, found?.id ?? '', { verdict, note: '', by: 'somebody', scope: 'all' });
  };
  return { deps, tellDeps, tell, decide, setNow: (at: string) => (now = new Date(at)) };
}

/** A finding about somebody, with an event at each time. */
function about(who: string, times: readonly string[], facts: Partial<FindingDraft> = {}): FindingDraft {
  const evidence = times.map((at) => ({ kind: 'activity' as const, activity: activity({ eventId: `${who} ${at}`, at }), raw: { userName: who } }));
  return findingDraft({ fingerprint: `rule|${rule}|${who}`, principal: who, evidence, firstSeenAt: times[0] ?? '', lastSeenAt: times.at(-1) ?? '', ...facts });
}

it('counts a finding once a day, by account, and shows what the average is of', async () => {
  const { deps, tell } = await openNoise();
  await tell(
    about('anna', ['2026-11-01T10:00:00.000Z', '2026-11-20T01:00:00.000Z', '2026-11-20T02:00:00.000Z']),
    about('bert', ['2026-11-19T23:59:59.000Z', '2026-11-20T00:00:00.000Z'], { accountId: '999988887777' }),
    about('long ago', ['2026-09-01T10:00:00.000Z']),
  );
  const [noise, quiet] = await measureNoise(deps, { scope: 'all' });
  expect(noise).toMatchObject({
    ruleId: rule,
    week: { days: 7, alerts: 3, perDay: 3 / 7, staged: 0, accounts: [{ accountId: '999988887777', alerts: 2 }, { accountId: '111122223333', alerts: 1 }] },
    month: { days: 20, alerts: 4, perDay: 0.2 },
    promotion: null,
  });
  expect(noise?.daily.slice(-2)).toEqual([1, 2]);
  expect(noise?.daily).toHaveLength(30);
  expect(quiet).toMatchObject({ ruleId: 'aws/quiet', month: { days: 1, alerts: 0, perDay: 0 }, precision: null, decided: 0 });
});

it('steps before and after what a finding is about are no alerts of their days', async () => {
  const { deps, tellDeps, tell } = await openNoise();
  await tell(about('anna', ['2026-11-20T00:05:00.000Z']));
  const [anna] = (await listFindings(deps.store, findingQuerySchema.parse({}), 'all')).findings;
  await extendEvidence(tellDeps, anna?.id ?? '', [{ kind: 'activity', activity: activity({ eventId: 'step', at: '2026-11-19T23:59:00.000Z' }), raw: {} }]);
  expect(await measureNoise(deps, { ruleId: rule, scope: 'all' })).toMatchObject([{ week: { alerts: 1 } }]);
});

it('precision is what was true among what people decided, and nothing where nobody did', async () => {
  const { deps, tell, decide } = await openNoise();
  await tell(...['anna', 'bert', 'carl', 'dora'].map((who) => about(who, ['2026-11-20T10:00:00.000Z'])));
  expect(await measureNoise(deps, { ruleId: rule, scope: 'all' })).toMatchObject([{ precision: null, decided: 0, verdicts: { undecided: 4 } }]);
  await decide('anna', 'true-positive');
  await decide('bert', 'false-positive');
  await decide('carl', 'benign');
  expect(await measureNoise(deps, { ruleId: rule, scope: 'all' })).toMatchObject([{ precision: 1 / 3, decided: 3, verdicts: { truePositive: 1, benign: 1, falsePositive: 1, undecided: 1 } }]);
});

it('a rule that was off, and whose file calls it a trial, is staged before it can tell', async () => {
  const { deps } = await openNoise();
  await deps.book.change(rule, { state: 'off' }, 'somebody');
  expect(await refusePromotion(deps, rule)).toBeNull();
  const trial = { ...deps, book: { ...deps.book, decisions: async () => ({ ...(await deps.book.decisions()), writtenStateOf: () => 'staged' as const }) } };
  expect(await refusePromotion(trial, rule)).toContain('stage it first');
});

const span = { days: 7, alerts: 7, staged: 7, overBudget: 0, perDay: 1, accounts: [] };
it.each([
  ['quiet for long enough', { isTrial: true, span, wholeDays: 7 }, null],
  ['not measured for long enough', { isTrial: true, span, wholeDays: 6 }, 'it was measured on 6 of 7 days'],
  ['staged by a person and quiet', { isTrial: false, span, wholeDays: 0 }, null],
  ['just over the limit', { isTrial: true, span: { ...span, alerts: 8, perDay: 8 / 7 }, wholeDays: 9 }, 'it makes 1.1 alerts a day (8 on 7 days), and 1 is the limit'],
] as const)('promotion of a rule that is %s', (_name, trial, refused) => {
  expect(judgePromotion({ days: 7, alertsPerDay: 1 }, trial).refused).toBe(refused);
});

it('answers for all rules and for one over HTTP', async () => {
  const { deps } = await openNoise();
  const server = await startServer((await openTestApp({ routes: noiseRoutes(deps) })).options);
  onTestFinished(() => server.close());
  const ask = async (path: string): Promise<unknown> => (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${testTokens.admin}` } })).json();
  expect(await ask('/api/rules/noise')).toMatchObject({ rules: [{ ruleId: rule }, { ruleId: 'aws/quiet' }], asOf: start.toISOString() });
  expect(await ask('/api/rules/noise?id=aws/quiet')).toMatchObject({ rules: [{ ruleId: 'aws/quiet' }] });
  expect(await ask('/api/rules/noise?id=nothing')).toMatchObject({ status: 404 });
});

it('suggests an exception from what people decided, until it is made', async () => {
  const { deps, tellDeps, tell, decide } = await openNoise();
  const record = { userIdentity: { arn: 'arn:aws:iam::1:user/robot' }, sourceIPAddress: '192.0.2.1', userAgent: 'robot/2' };
  const by = (who: string, raw: Record<string, unknown>) => about(who, [], { firstSeenAt: start.toISOString(), lastSeenAt: start.toISOString(), evidence: [{ kind: 'activity', activity: activity({ eventId: who, at: start.toISOString() }), raw }] });
  await tell(by('robot', record), by('anna', { ...record, userIdentity: { arn: 'arn:aws:iam::1:user/anna' } }));
  expect(await suggestExceptions(deps, rule, 'all')).toEqual([]);
  await decide('robot', 'benign');
  const [robot] = (await listFindings(deps.store, findingQuerySchema.parse({ q: 'robot' }), 'all')).findings;
  await extendEvidence(tellDeps, robot?.id ?? '', [{ kind: 'activity', activity: activity({ eventId: 'step', at: start.toISOString() }), raw: { step: 'a step before' } }]);
  const [suggestion, ...others] = await suggestExceptions(deps, rule, 'all');
  expect(suggestion).toMatchObject({ silences: 1, of: 2, fields: [{ field: 'userIdentity.arn', value: 'arn:aws:iam::1:user/robot' }, { field: 'sourceIPAddress' }, { field: 'userAgent', value: 'robot/*' }] });
  expect(others).toEqual([]);
  const [first, ...also] = suggestion?.fields ?? [];
  await deps.book.except(rule, { field: first?.field ?? '', value: first?.value ?? '', also, reason: 'suggested', expiresAt: null }, 'somebody');
  expect(await suggestExceptions(deps, rule, 'all')).toEqual([]);
});
