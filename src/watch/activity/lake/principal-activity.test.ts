import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Activity } from '../../../core/activity.ts';
import { startServer } from '../../../face/server/start-server.ts';
import { activity } from '../../../testing/builders.ts';
import { lakeRow } from '../../../testing/lake-rows.ts';
import { openTestApp, testTokens } from '../../../testing/open-test-app.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import type { ActivityRow } from './activity-row.ts';
import { activityRoutes } from './routes.ts';

const clock = () => new Date('2026-11-20T18:00:00Z');
const role = 'arn:aws:iam::111122223333:role/ops/Deploy';
const sessionOf = (name: string): Activity['principal'] => ({ ...activity().principal, type: 'role', arn: `arn:aws:sts::111122223333:assumed-role/Deploy/${name}`, name: `Deploy/${name}`, sessionIssuerArn: role });
let number = 0;
const by = (principal: Activity['principal'], at: string, facts: Partial<Activity> = {}, others: Partial<ActivityRow> = {}) => lakeRow({ eventId: `event-${(number += 1)}`, at, principal, sourceAddress: '198.51.100.7', ...facts }, others);

async function openServer(rows: ActivityRow[]) {
  const lake = await openTestLake();
  await lake.write({ origin: 'sample', rows });
  const server = await startServer((await openTestApp({ routes: activityRoutes({ lake, clock }) })).options);
  onTestFinished(() => server.close());
  return async (path: string): Promise<unknown> => (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${testTokens.admin}` } })).json();
}

const carl = { ...activity().principal, arn: 'arn:aws:iam::111122223333:user/carl', name: 'carl' };
const sample = () => [
  by(sessionOf('ci-1'), '2026-11-02T10:00:00.000Z', { action: 'RunInstances', service: 'ec2' }),
  by(sessionOf('ci-2'), '2026-11-20T10:00:00.000Z', { action: 'RunInstances', service: 'ec2' }, { actor: { name: 'ci job 7', kind: 'ci' } }),
  by(sessionOf('ci-2'), '2026-11-20T11:00:00.000Z', { action: 'CreateUser', service: 'iam', sourceAddress: '203.0.113.9' }, { severity: 'high', ruleIds: ['aws/iam/user'] }),
  by(carl, '2026-11-19T10:00:00.000Z', { sourceAddress: '198.51.100.7' }),
  by(carl, '2026-11-19T11:00:00.000Z', { sourceAddress: '198.51.100.7' }),
  by({ ...carl, arn: 'arn:aws:iam::111122223333:user/dora', name: 'dora' }, '2026-11-19T11:00:00.000Z', { sourceAddress: '192.0.2.1' }),
];

it.each([`/api/activity/principals/${encodeURIComponent(role)}`, `/api/activity/principal?principal=${encodeURIComponent(role)}`])('a role is all of its sessions, whichever address asks: %s', async (path) => {
  const ask = await openServer(sample());
  expect(await ask(path)).toMatchObject({
    principal: role,
    total: 3,
    actors: [{ value: 'ci job 7', count: 1 }],
    rules: [{ value: 'aws/iam/user', count: 1 }],
    byDay: [{ date: '2026-11-02', count: 1 }, { date: '2026-11-20', count: 2 }],
  });
});

it('says what it did for the first time in the last day, and who else calls from where it does', async () => {
  const ask = await openServer(sample());
  expect(await ask(`/api/activity/principals/${encodeURIComponent(role)}`)).toMatchObject({
    firsts: [
      { kind: 'action', value: 'CreateUser', count: 1, firstAt: '2026-11-20T11:00:00.000Z' },
      { kind: 'address', value: '203.0.113.9', count: 1 },
    ],
    peers: [{ principal: 'arn:aws:iam::111122223333:user/carl', calls: 2, addresses: 1 }],
  });
});

it('who was not there before the last day has nothing that is new', async () => {
  const ask = await openServer(sample().slice(1));
  expect(await ask(`/api/activity/principals/${encodeURIComponent(role)}`)).toMatchObject({ total: 2, firsts: [] });
  expect(await ask('/api/activity/principals/nobody')).toMatchObject({ total: 0, peers: [], firsts: [] });
});

const idsSchema = z.object({ events: z.array(z.object({ action: z.string() })), next: z.string().nullable() });

it('lists suspicious events alone, filtered by what people ask of them, page by page', async () => {
  const odd = (action: string, facts: Partial<Activity>, severity: ActivityRow['severity']) => by(carl, `2026-11-20T0${action.length}:00:00.000Z`, { action, ...facts }, { severity, ruleIds: [`aws/${action}`] });
  const ask = await openServer([...sample().slice(3), odd('a', { region: 'eu-west-1' }, 'low'), odd('bb', { service: 'iam' }, 'high'), odd('ccc', { accountId: '444455556666', sourceAddress: '192.0.2.9' }, 'critical')]);
  const listed = async (query: string) => {
    const { events, next } = idsSchema.parse(await ask(`/api/cloudtrail/events?${query}`));
    return { actions: events.map(({ action }) => action).join(' '), next };
  };
  const expected = {
    '': 'ccc bb a',
    'severity=low,critical': 'ccc a',
    'minSeverity=high': 'ccc bb',
    'rule=aws/bb': 'bb',
    'principal=carl&region=eu-west-1': 'a',
    'address=192.0.2.9': 'ccc',
    'accountId=444455556666': 'ccc',
    'service=iam': 'bb',
    'since=2026-11-20T02:00:00Z&until=2026-11-20T03:00:00Z': 'bb',
  };
  const found = Object.fromEntries(await Promise.all(Object.keys(expected).map(async (query) => [query, (await listed(query)).actions] as const)));
  expect(found).toEqual(expected);
  const first = await listed('limit=2');
  expect(first).toEqual({ actions: 'ccc bb', next: expect.any(String) });
  expect(await listed(`limit=2&cursor=${first.next}`)).toEqual({ actions: 'a', next: null });
});
