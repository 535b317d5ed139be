import { expect, it } from 'vitest';
import { activity } from '../../../testing/builders.ts';
import { lakeRow, lakeRows } from '../../../testing/lake-rows.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { chartActivity } from './chart-activity.ts';
import { activitySearchSchema, type ActivityFilter } from './contract.ts';
import { describeLake } from './describe-lake.ts';
import { getEvent } from './get-event.ts';
import { listFacets } from './list-facets.ts';
import { principalActivity } from './principal-activity.ts';
import { listSuspicious, searchActivity } from './search-activity.ts';

const clock = () => new Date('2026-11-20T18:00:00Z');
const alice = { ...activity().principal, arn: 'arn:aws:iam::111122223333:user/alice', name: 'alice', accessKeyId: 'AKIAALICE' };

async function sampleLake() {
  const lake = await openTestLake();
  await lake.write({
    origin: 'sample',
    rows: [
      lakeRow({ eventId: 'a', at: '2026-11-20T10:00:00.000Z', service: 'iam', action: 'CreateUser', principal: alice, sourceAddress: '203.0.113.9' }, { severity: 'high', ruleIds: ['aws/iam/user', 'aws/iam/odd'], actor: { name: 'Alice Doe', kind: 'person' } }),
      lakeRow({ eventId: 'b', at: '2026-11-20T11:00:00.000Z', service: 's3', action: 'GetObject', isReadOnly: true, principal: alice, errorCode: 'AccessDenied', errorMessage: 'You may not', resources: [{ arn: 'arn:aws:s3:::secrets/key', type: null }] }),
      lakeRow({ eventId: 'c', at: '2026-11-20T11:00:00.000Z', region: 'eu-west-1', service: 'ec2', action: "Odd'Name" }, { severity: 'low', ruleIds: ['aws/ec2/odd'], category: null, raw: '{"eventID":"c","secretWord":"xyzzy"}' }),
      lakeRow({ eventId: 'd', at: '2026-11-18T09:00:00.000Z', accountId: '444455556666', service: 'iam', action: 'ListUsers', isReadOnly: true, userAgent: 'Boto3' }),
      lakeRow({ eventId: 'e', at: '2026-10-20T09:00:00.000Z', service: 'iam', action: 'ListUsers', isReadOnly: true, principal: alice }, { severity: 'critical', ruleIds: ['aws/iam/odd'] }),
    ],
  });
  return lake;
}

it.each<{ filter: ActivityFilter; found: string }>([
  { filter: {}, found: 'cbade' },
  { filter: { since: '2026-11-20T00:00:00Z' }, found: 'cba' },
  { filter: { until: '2026-11-20T11:00:00Z' }, found: 'ade' },
  { filter: { since: '2026-11-20T12:00:00+02:00', until: '2026-11-20T10:00:00.001Z' }, found: 'a' },
  { filter: { accountId: '444455556666' }, found: 'd' },
  { filter: { region: 'eu-west-1,us-west-2' }, found: 'c' },
  { filter: { service: 'iam, s3' }, found: 'bade' },
  { filter: { action: "Odd'Name" }, found: 'c' },
  { filter: { severity: 'high,low' }, found: 'ca' },
  { filter: { severity: 'none' }, found: 'bd' },
  { filter: { severity: 'nonsense' }, found: '' },
  { filter: { minSeverity: 'high' }, found: 'ae' },
  { filter: { principal: 'alice' }, found: 'bae' },
  { filter: { principal: 'arn:aws:iam::111122223333:user/alice' }, found: 'bae' },
  { filter: { principalType: 'role' }, found: '' },
  { filter: { actor: 'Alice Doe' }, found: 'a' },
  { filter: { accessKeyId: 'AKIAALICE', hasError: 'true' }, found: 'b' },
  { filter: { address: '203.0.113.9' }, found: 'a' },
  { filter: { userAgent: 'Boto3' }, found: 'd' },
  { filter: { errorCode: 'AccessDenied' }, found: 'b' },
  { filter: { hasError: 'false', isReadOnly: 'true' }, found: 'de' },
  { filter: { isReadOnly: 'false' }, found: 'ca' },
  { filter: { category: 'Management' }, found: 'bade' },
  { filter: { resource: 'arn:aws:s3:::secrets/key' }, found: 'b' },
  { filter: { rule: 'aws/iam/odd' }, found: 'ae' },
  { filter: { q: 'ALICE secrets' }, found: 'b' },
  { filter: { q: "odd'n" }, found: 'c' },
  { filter: { contains: 'xyzzy' }, found: 'c' },
])('finds what is asked for, newest first: $filter', async ({ filter, found }) => {
  const { events, next } = await searchActivity(await sampleLake(), { ...filter, limit: 50 });
  expect(events.map(({ eventId }) => eventId).join('')).toBe(found);
  expect(next).toBeNull();
});

it('gives page after page, each event once, among events of the same moment too', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'same', rows: lakeRows(25, { everyMs: 0 }) });
  await lake.write({ origin: 'old', rows: lakeRows(25, { from: 25, start: '2026-07-01T00:00:00.000Z' }) });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await searchActivity(lake, activitySearchSchema.parse({ limit: 7, cursor }));
    seen.push(...page.events.map(({ eventId }) => eventId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toHaveLength(50);
  expect(new Set(seen).size).toBe(50);
  await expect(searchActivity(lake, { limit: 7, cursor: 'nonsense' })).rejects.toMatchObject({ code: 'bad-request' });
});

it('lists as suspicious what a rule matched, and what is asked for among it', async () => {
  const lake = await sampleLake();
  const found = async (filter: ActivityFilter) => (await listSuspicious(lake, { ...filter, limit: 50 })).events.map(({ eventId }) => eventId).join('');
  expect(await found({})).toBe('cae');
  expect(await found({ minSeverity: 'high' })).toBe('ae');
  expect(await found({ severity: 'low' })).toBe('c');
});

it('counts over time by a facet, every bar of the time there, the last day when none is given', async () => {
  const lake = await sampleLake();
  const byService = await chartActivity(lake, { step: '1h', by: 'service' }, { clock });
  expect(byService).toMatchObject({ from: '2026-11-19T18:00:00.000Z', to: '2026-11-20T18:00:00.000Z', stepSeconds: 3_600, total: 3, others: null });
  expect(new Map(byService.series.map(({ value, total }) => [value, total]))).toEqual(new Map([['ec2', 1], ['iam', 1], ['s3', 1]]));
  expect(new Map(byService.series.map(({ value, counts }) => [value, `${counts.indexOf(1)} of ${counts.length}`]))).toEqual(new Map([['iam', '16 of 24'], ['s3', '17 of 24'], ['ec2', '17 of 24']]));
  const byRule = await chartActivity(lake, { step: 'auto', by: 'rule', since: '2026-10-01T00:00:00Z', until: '2026-11-21T00:00:00Z' }, { clock });
  expect(byRule.stepSeconds).toBe(86_400);
  expect(new Map(byRule.series.map(({ value, total }) => [value, total]))).toEqual(new Map([['aws/iam/odd', 2], ['aws/ec2/odd', 1], ['aws/iam/user', 1]]));
});

it('puts what is beyond ten values into one series', async () => {
  const lake = await openTestLake();
  await lake.write({ origin: 'many', rows: Array.from({ length: 13 }, (_, at) => lakeRow({ eventId: `e${at}`, service: `service-${at}` })) });
  const chart = await chartActivity(lake, { step: '1d', by: 'service' }, { clock });
  expect(chart.series).toHaveLength(10);
  expect(chart.others?.total).toBe(3);
  expect(chart.total).toBe(13);
});

it('counts each facet of what is filtered', async () => {
  const lake = await sampleLake();
  const { total, facets } = await listFacets(lake, { principal: 'alice', since: '2026-10-01T00:00:00Z', columns: 'service,rule,severity,isReadOnly,principal', top: 2 }, { clock });
  expect(total).toBe(3);
  expect(facets).toEqual([
    { column: 'service', values: [{ value: 'iam', count: 2 }, { value: 's3', count: 1 }] },
    { column: 'rule', values: [{ value: 'aws/iam/odd', count: 2 }, { value: 'aws/iam/user', count: 1 }] },
    { column: 'severity', values: expect.arrayContaining([{ value: 'critical', count: 1 }]) },
    { column: 'isReadOnly', values: [{ value: 'true', count: 2 }, { value: 'false', count: 1 }] },
    { column: 'principal', values: [{ value: 'arn:aws:iam::111122223333:user/alice', count: 3 }] },
  ]);
  expect((await listFacets(lake, { top: 10 }, { clock })).facets).toHaveLength(15);
  await expect(listFacets(lake, { columns: 'nonsense', top: 2 }, { clock })).rejects.toMatchObject({ code: 'bad-request' });
});

it('shows one event with its record, faster when its time is known, and says when it is not kept', async () => {
  const lake = await sampleLake();
  expect(await getEvent(lake, { id: 'c' })).toMatchObject({ event: { eventId: 'c', region: 'eu-west-1', ruleIds: ['aws/ec2/odd'] }, record: { secretWord: 'xyzzy' } });
  expect(await getEvent(lake, { id: 'c', at: '2026-11-20T11:00:00Z' })).toMatchObject({ event: { eventId: 'c' } });
  await expect(getEvent(lake, { id: 'c', at: '2026-11-20T12:00:00Z' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(getEvent(lake, { id: "x' or true --" })).rejects.toMatchObject({ code: 'not-found' });
});

it("tells a principal's activity of some time", async () => {
  const lake = await sampleLake();
  const done = await principalActivity(lake, { principal: 'alice' }, { clock });
  expect(done).toMatchObject({ total: 2, errors: 1, firstAt: '2026-11-20T10:00:00.000Z', lastAt: '2026-11-20T11:00:00.000Z', byDay: [{ date: '2026-11-20', count: 2, errors: 1 }], actions: [{ value: 'CreateUser', count: 1 }, { value: 'GetObject', count: 1 }] });
  expect(done.byHour.map((count, hour) => (count > 0 ? hour : -1)).filter((hour) => hour >= 0)).toEqual([10, 11]);
  expect((await principalActivity(lake, { principal: 'nobody' }, { clock })).total).toBe(0);
});

it('describes what it holds, and answers every question when it holds nothing', async () => {
  expect(await describeLake(await sampleLake())).toMatchObject({ files: 4, from: '2026-10-20T09:00:00.000Z', to: '2026-11-20T11:00:00.000Z', places: expect.arrayContaining([expect.objectContaining({ accountId: '111122223333', region: 'us-east-1', days: 2 })]) });
  const nothing = await openTestLake();
  expect(await describeLake(nothing)).toEqual({ files: 0, bytes: 0, from: null, to: null, places: [] });
  expect(await searchActivity(nothing, { limit: 5 })).toEqual({ events: [], next: null });
  expect((await chartActivity(nothing, { step: '1h', by: 'rule' }, { clock })).total).toBe(0);
  expect((await listFacets(nothing, { top: 3 }, { clock })).total).toBe(0);
  expect((await principalActivity(nothing, { principal: 'alice' }, { clock })).total).toBe(0);
});
