import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openAudit } from '../../../base/audit/open-audit.ts';
import { startServer } from '../../../face/server/start-server.ts';
import { cloudTrailRecord } from '../../../testing/builders.ts';
import { makeTestFolder } from '../../../testing/make-test-folder.ts';
import { openTestApp, testPassword, testTokens } from '../../../testing/open-test-app.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { borrowTestStore } from '../../../testing/open-test-store.ts';
import { normaliseActivity } from '../normalise-activity.ts';
import { readRecords } from '../read-records.ts';
import { loadRules, type LoadedRules } from '../sigma/load-rules.ts';
import { applyDecisions } from './apply-decisions.ts';
import { openRuleBook } from './rule-book.ts';
import { ruleRoutes } from './routes.ts';

const builtIn = await loadRules([new URL('../../../../rules', import.meta.url).pathname]);
const stopped = 'aws/cloudtrail/trail-stopped';

async function openServer(records: Record<string, unknown>[] = [], { refusal = null, loaded = builtIn }: { refusal?: string | null; loaded?: LoadedRules } = {}) {
  let now = new Date('2026-11-20T18:00:00Z');
  const clock = () => now;
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const lake = await openTestLake();
  const read = readRecords(loaded.rules, Buffer.from(JSON.stringify(records))).records;
  if (read.length > 0) await lake.write({ origin: 'some', rows: read.map(({ record, raw }) => ({ activity: normaliseActivity(record, ''), eventType: null, category: null, actor: null, severity: null, ruleIds: [], raw })) });
  const book = openRuleBook({ store, clock, rules: [...loaded.rules, ...loaded.correlations] });
  const { options } = await openTestApp({ routes: ruleRoutes({ book, lake, loaded, placeholders: {}, clock, audit: openAudit({ store, clock }), refusePromotion: () => Promise.resolve(refusal) }) });
  const server = await startServer(options);
  onTestFinished(() => server.close());
  const send = (path: string, method: string, { headers, body }: { headers: Record<string, string>; body?: unknown }) =>
    fetch(`${server.url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const ask = async (path: string, method = 'GET', body?: unknown): Promise<unknown> => {
    const answer = await send(path, method, { headers: { authorization: `Bearer ${testTokens.admin}` }, body });
    return answer.status === 204 ? null : answer.json();
  };
  const askAs = async (role: 'viewer' | 'operator') => {
    await ask('/api/users', 'POST', { username: `the-${role}`, role, password: testPassword });
    const session = await send('/api/session', 'POST', { headers: {}, body: { username: `the-${role}`, password: testPassword } });
    const cookie = session.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
    return async (path: string, method: string, body: unknown): Promise<unknown> => (await send(path, method, { headers: { cookie }, body })).json();
  };
  const decide = async (record: Record<string, unknown>) => {
    const [one] = readRecords(loaded.rules, Buffer.from(JSON.stringify(record))).records;
    const { told, noted } = applyDecisions(await book.decisions(), one?.matched ?? [], record);
    return { told: told.map(({ id, severity }) => `${id} ${severity}`), noted: noted.length };
  };
  return { ask, askAs, decide, later: (ms: number) => (now = new Date(now.getTime() + ms)) };
}

const rulePath = `/api/rules/rule?id=${encodeURIComponent(stopped)}`;

it('lists every rule that tells of something, and shows one as it is written', async () => {
  const { ask } = await openServer();
  expect(await ask('/api/rules')).toMatchObject({ refused: [], rules: expect.arrayContaining([expect.objectContaining({ id: stopped, severity: 'critical', state: 'on', techniques: ['T1562.008'], exceptions: 0 })]) });
  expect(await ask(rulePath)).toMatchObject({ id: stopped, text: expect.stringContaining('title: A CloudTrail trail was stopped'), runbook: expect.stringContaining('Start the trail') });
  expect(await ask('/api/rules/coverage')).toMatchObject({ techniques: expect.arrayContaining([expect.objectContaining({ technique: 'T1562.008', rules: expect.arrayContaining([stopped]) })]) });
  expect(await ask('/api/rules/rule?id=nothing')).toMatchObject({ status: 404 });
});

it('keeps to what people decide: off, staged, another severity', async () => {
  const { ask, decide } = await openServer();
  expect(await decide(cloudTrailRecord())).toEqual({ told: [`${stopped} critical`], noted: 1 });
  await ask(rulePath, 'PUT', { severity: 'low' });
  expect(await decide(cloudTrailRecord())).toEqual({ told: [`${stopped} low`], noted: 1 });
  await ask(rulePath, 'PUT', { severity: 'info' });
  expect(await decide(cloudTrailRecord())).toEqual({ told: [], noted: 1 });
  await ask(rulePath, 'PUT', { severity: 'low', state: 'staged' });
  expect(await decide(cloudTrailRecord())).toEqual({ told: [], noted: 1 });
  await ask(rulePath, 'PUT', { state: 'off' });
  expect(await decide(cloudTrailRecord())).toEqual({ told: [], noted: 0 });
  expect(await ask(rulePath, 'PUT', { state: 'on', severity: null })).toMatchObject({ state: 'on', severity: 'critical' });
});

it('stays silent about an exception until it expires or is taken back', async () => {
  const { ask, decide, later } = await openServer();
  const exceptions = `/api/rules/exceptions?id=${encodeURIComponent(stopped)}`;
  await ask(exceptions, 'POST', { field: 'userIdentity.arn', value: '*:user/MALLORY', reason: 'a planned move', expiresAt: '2026-11-20T19:00:00Z' });
  expect((await decide(cloudTrailRecord())).told).toEqual([]);
  expect((await decide(cloudTrailRecord({ userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/other' } }))).told).toHaveLength(1);
  later(3_600_000);
  expect((await decide(cloudTrailRecord())).told).toHaveLength(1);

  const detail = await ask(exceptions, 'POST', { field: 'requestParameters.name', value: 'main', reason: 'again' });
  expect(detail).toMatchObject({ exceptions: [{ reason: 'a planned move' }, { reason: 'again', madeBy: expect.any(String), expiresAt: null }] });
  expect((await decide(cloudTrailRecord())).told).toEqual([]);
  const [, second] = z.object({ exceptions: z.array(z.object({ id: z.string() })) }).parse(detail).exceptions;
  expect(await ask(`/api/rules/exceptions/${second?.id}`, 'DELETE')).toBeNull();
  expect((await decide(cloudTrailRecord())).told).toHaveLength(1);
});

it('shows what a rule would have raised in the kept history', async () => {
  const looks = [1, 2, 3].map((minute) => cloudTrailRecord({ eventID: `look-${minute}`, eventName: 'DescribeTrails', eventTime: `2026-11-20T12:0${minute}:00Z` }));
  const { ask } = await openServer([cloudTrailRecord({ eventTime: '2026-11-19T12:00:00Z' }), ...looks]);
  expect(await ask('/api/rules/backtest', 'POST', { id: stopped })).toMatchObject({ matches: 1, asked: 1, isWhole: true, perDay: [{ date: '2026-11-19', count: 1 }], principals: [{ principal: 'arn:aws:iam::111122223333:user/mallory', count: 1 }], sample: [{ what: 'mallory called cloudtrail:StopLogging' }] });
  expect(await ask('/api/rules/backtest', 'POST', { id: stopped, since: '2026-11-20T00:00:00Z' })).toMatchObject({ matches: 0 });

  const single = 'title: Looks\nname: looks\nlogsource: { product: aws }\ndetection:\n  s: { eventName: DescribeTrails }\n  condition: s\n';
  expect(await ask('/api/rules/backtest', 'POST', { text: single })).toMatchObject({ matches: 3, asked: 3 });
  const several = `${single}---\ntitle: Many looks\ncorrelation:\n  type: event_count\n  rules: [looks]\n  timespan: 5m\n  condition: { gte: 3 }\n`;
  expect(await ask('/api/rules/backtest', 'POST', { text: several })).toMatchObject({ matches: 1, sample: [{ what: '3 events, the last: mallory called cloudtrail:DescribeTrails' }] });
  expect(await ask('/api/rules/backtest', 'POST', { text: single.replace('condition: s', 'condition: t') })).toMatchObject({ status: 400, detail: expect.stringContaining('line 6') });
  expect(await ask('/api/rules/backtest', 'POST', {})).toMatchObject({ status: 400 });
});

it('lets a viewer try the loaded rules, and only an operator a rule of their own', async () => {
  const { askAs } = await openServer([cloudTrailRecord()]);
  const text = 'title: Stops\nlogsource: { product: aws }\ndetection:\n  s: { eventName: StopLogging }\n  condition: s\n';
  const asViewer = await askAs('viewer');
  expect(await asViewer('/api/rules/backtest', 'POST', { id: stopped })).toMatchObject({ matches: 1 });
  expect(await asViewer('/api/rules/backtest', 'POST', { text })).toMatchObject({ status: 403, detail: expect.stringContaining('needs the role operator') });
  const asOperator = await askAs('operator');
  expect(await asOperator('/api/rules/backtest', 'POST', { text })).toMatchObject({ matches: 1 });
});

const failedLogins = '/api/rules/rule?id=' + encodeURIComponent('aws/signin/many-logins-failed#many_logins_failed');

it('has a correlation count to another number in another time, and says what is written', async () => {
  const { ask } = await openServer();
  const written = z.object({ threshold: z.object({ written: z.object({ timespan: z.string(), count: z.number() }) }) }).parse(await ask(failedLogins)).threshold.written;
  expect(await ask(failedLogins, 'PUT', { tuning: { count: written.count + 5, timespan: '1h' } })).toMatchObject({ isTuned: true, threshold: { written, now: { timespan: '1h', count: written.count + 5 }, limit: 'gte' }, changed: { by: expect.stringMatching(/./), at: '2026-11-20T18:00:00.000Z' }, judgesSince: '2026-11-20T18:00:00.000Z' });
  expect(await ask(failedLogins, 'PUT', { tuning: null })).toMatchObject({ isTuned: false, threshold: { now: written } });
  expect(await ask(failedLogins, 'PUT', { tuning: { timespan: '9w' } })).toMatchObject({ status: 400, detail: expect.stringContaining('longer than') });
  expect(await ask(failedLogins, 'PUT', { tuning: { timespan: 'soon' } })).toMatchObject({ status: 400 });
  expect(await ask(rulePath, 'PUT', { tuning: { count: 2 } })).toMatchObject({ status: 400, detail: expect.stringContaining('single events') });
});

it('does not let a rule tell that has not shown itself to be quiet, and says why', async () => {
  const { ask } = await openServer([], { refusal: 'it makes 20 alerts a day' });
  expect(await ask(rulePath, 'PUT', { state: 'staged' })).toMatchObject({ state: 'staged', stagedBy: 'person' });
  expect(await ask(rulePath, 'PUT', { state: 'on' })).toMatchObject({ status: 409, detail: expect.stringContaining('it makes 20 alerts a day') });
  expect(await ask(rulePath)).toMatchObject({ state: 'staged' });
});

it('tries a correlation with other numbers, and leaves out what is excepted', async () => {
  const { ask } = await openServer(Array.from({ length: 4 }, (_, second) => failedLogin(second)));
  const id = 'aws/signin/many-logins-failed#many_logins_failed';
  expect(await ask('/api/rules/backtest', 'POST', { id })).toMatchObject({ matches: 0 });
  expect(await ask('/api/rules/backtest', 'POST', { id, tuning: { count: 4 } })).toMatchObject({ matches: 1 });
  await ask(failedLogins, 'PUT', { tuning: { count: 3 } });
  expect(await ask('/api/rules/backtest', 'POST', { id })).toMatchObject({ matches: 1 });
  await ask(`/api/rules/exceptions?id=${encodeURIComponent(id)}`, 'POST', { field: 'sourceIPAddress', value: '198.51.100.7', reason: 'a scanner' });
  expect(await ask('/api/rules/backtest', 'POST', { id })).toMatchObject({ matches: 0 });
});

it('lets a correlation be tuned that only another one counts, and tries the other with its numbers', async () => {
  const folder = await makeTestFolder();
  const below = 'title: Failures\nname: fails\nlogsource: { product: aws }\ndetection:\n  s: { eventName: ConsoleLogin }\n  condition: s\n---\ntitle: Bursts\nname: bursts\ncorrelation:\n  type: event_count\n  rules: [fails]\n  timespan: 1m\n  condition: { gte: 9 }\n';
  await writeFile(join(folder, 'two.yml'), `${below}---\ntitle: A burst at all\nname: any_burst\ncorrelation:\n  type: event_count\n  rules: [bursts]\n  timespan: 1h\n  condition: { gte: 1 }\n`);
  const loaded = await loadRules([folder]);
  expect(loaded).toMatchObject({ refused: [], correlations: [{ id: 'two#bursts', alerts: false }, { id: 'two#any_burst', alerts: true }] });
  const { ask } = await openServer(Array.from({ length: 4 }, (_, second) => failedLogin(second)), { loaded });
  expect(await ask('/api/rules')).toMatchObject({ rules: [{ id: 'two#any_burst' }, { id: 'two#bursts', isTuned: false }] });
  const upper = { id: 'two#any_burst' };
  expect(await ask('/api/rules/backtest', 'POST', upper)).toMatchObject({ matches: 0 });
  expect(await ask('/api/rules/rule?id=two%23bursts', 'PUT', { tuning: { count: 4 } })).toMatchObject({ isTuned: true, threshold: { now: { count: 4 } } });
  expect(await ask('/api/rules/backtest', 'POST', upper)).toMatchObject({ matches: 1 });
});

function failedLogin(second: number): Record<string, unknown> {
  return cloudTrailRecord({
    eventID: `login-${second}`,
    eventTime: `2026-11-20T12:00:0${second}Z`,
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    userIdentity: { type: 'IAMUser', userName: 'anna', arn: 'arn:aws:iam::111122223333:user/anna' },
    responseElements: { ConsoleLogin: 'Failure' },
    errorMessage: 'Failed authentication',
  });
}
