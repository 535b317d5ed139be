import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openAudit } from '../../../base/audit/open-audit.ts';
import { startServer } from '../../../face/server/start-server.ts';
import { lakeRow, lakeRows } from '../../../testing/lake-rows.ts';
import { openTestApp, testTokens } from '../../../testing/open-test-app.ts';
import { openTestLake } from '../../../testing/open-test-lake.ts';
import { borrowTestStore } from '../../../testing/open-test-store.ts';
import { activityRoutes } from '../lake/routes.ts';
import { queryRoutes } from './routes.ts';

const clock = () => new Date('2026-11-20T18:00:00Z');

async function openServer() {
  const lake = await openTestLake();
  await lake.write({ origin: 'some', rows: [...lakeRows(30), lakeRow({ eventId: 'odd', action: '=cmd()', errorMessage: 'a "quoted", line\nbreak', resources: [{ arn: 'arn:aws:s3:::a', type: null }] }, { severity: 'high', ruleIds: ['aws/odd'] })] });
  const store = await borrowTestStore();
  onTestFinished(() => store.close());
  const { options } = await openTestApp({ routes: [...activityRoutes({ lake, clock }), ...queryRoutes({ lake, store, clock, audit: openAudit({ store, clock }), memoryMb: 256 })] });
  const server = await startServer(options);
  onTestFinished(() => server.close());
  const call = (path: string, { body, signal, method }: { body?: unknown; signal?: AbortSignal; method?: string } = {}) =>
    fetch(`${server.url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { authorization: `Bearer ${testTokens.admin}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  return { lake, call, json: async (path: string, sent?: Parameters<typeof call>[1]): Promise<unknown> => (await call(path, sent)).json() };
}

it('answers what its contracts state', async () => {
  const { json } = await openServer();
  expect(await json('/api/activity/search?limit=2')).toMatchObject({ events: [{ eventId: 'event-29' }, { eventId: 'event-28' }], next: expect.any(String) });
  expect(await json('/api/cloudtrail/events')).toMatchObject({ events: [{ eventId: 'odd', severity: 'high', ruleIds: ['aws/odd'] }], next: null });
  expect(await json('/api/activity/histogram?step=1h')).toMatchObject({ total: 31, by: 'severity', series: [{ value: null, total: 30 }, { value: 'high', total: 1 }] });
  expect(await json('/api/activity/facets?columns=service')).toEqual({ total: 31, facets: [{ column: 'service', values: [{ value: 'cloudtrail', count: 31 }] }] });
  expect(await json('/api/activity/events/odd')).toMatchObject({ event: { eventId: 'odd' }, record: { eventID: 'odd' } });
  expect(await json('/api/activity/principal?principal=mallory')).toMatchObject({ total: 31 });
  expect(await json('/api/activity/lake')).toMatchObject({ files: 1 });
  expect(await json('/api/activity/quality')).toMatchObject({ rows: 31, duplicates: 0 });
  expect(await json('/api/activity/schema')).toMatchObject({ columns: expect.arrayContaining([{ name: 'event_time', type: 'TIMESTAMP', about: expect.any(String) }]), limits: { memoryMb: 256, seconds: 300, rows: 10_000 } });
  expect(await json('/api/activity/search?servise=iam')).toMatchObject({ status: 400 });
});

it('answers SQL, cuts it at the limit, and says what is wrong with it', async () => {
  const { json } = await openServer();
  expect(await json('/api/activity/query', { body: { sql: 'select event_id, event_time from activity order by event_time, event_id', limit: 1 } })).toMatchObject({
    columns: [{ name: 'event_id', type: 'VARCHAR' }, { name: 'event_time', type: 'TIMESTAMP' }],
    rows: [['event-0', '2026-11-20T12:00:00.000Z']],
    isCut: true,
  });
  expect(await json('/api/activity/query', { body: { sql: 'select count(*) from activity', since: '2026-11-20T12:00:20Z' } })).toMatchObject({ rows: [[10]], isCut: false });
  expect(await json('/api/activity/query', { body: { sql: 'select nope from activity' } })).toMatchObject({ status: 400, detail: expect.stringContaining('nope') });
  expect(await json('/api/activity/query', { body: { sql: 'drop view activity' } })).toMatchObject({ status: 403 });
  expect(await json('/api/activity/query', { body: { sql: 'select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7', timeoutSeconds: 0.2 } })).toMatchObject({ status: 504 });
});

it('ends a query when its caller goes away', async () => {
  const { lake, call } = await openServer();
  const ask = vi.spyOn(lake.duckdb, 'ask');
  const caller = new AbortController();
  const gone = call('/api/activity/query', { body: { sql: 'select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7' }, signal: caller.signal });
  await vi.waitFor(() => expect(ask).toHaveBeenCalled());
  caller.abort();
  await expect(gone).rejects.toThrow();
  await expect(ask.mock.results[0]?.value).rejects.toMatchObject({ code: 'cancelled' });
});

it('exports filtered events and answers in every format', async () => {
  const { lake, call } = await openServer();
  const csv = await (await call('/api/activity/export?severity=high')).text();
  expect(csv.split('\r\n')[0]).toMatch(/^event_time,event_id,account_id,region,date,service,action/);
  expect(csv).toContain("'=cmd()");
  expect(csv).toContain('"a ""quoted"", line\nbreak"');
  expect(csv).toContain('"[""arn:aws:s3:::a""]"');

  const lines = (await (await call('/api/activity/export?format=jsonl')).text()).trim().split('\n');
  expect(lines).toHaveLength(31);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event_id: 'event-29', raw: expect.stringContaining('event-29') });

  const parquet = await call('/api/activity/query/export', { body: { sql: 'select event_id from activity', format: 'parquet' } });
  expect(parquet.headers.get('content-disposition')).toBe('attachment; filename="activity.parquet"');
  expect(Buffer.from(await parquet.arrayBuffer()).subarray(0, 4).toString()).toBe('PAR1');
  await vi.waitFor(async () => expect((await readdir(join(lake.folder, 'tmp'))).filter((name) => name.startsWith('export-'))).toEqual([]));

  const wrong = await call('/api/activity/query/export', { body: { sql: 'select nope from activity' } });
  expect(wrong.status).toBe(400);
});

it('saves queries under their names, replaces one only when that is meant, and forgets it', async () => {
  const { call, json } = await openServer();
  const query = { name: 'Refused calls', about: 'By action', sql: 'select action, count(*) from activity where error_code is not null group by all' };
  const saved = await call('/api/activity/queries', { body: query });
  expect(saved.status).toBe(201);
  expect(await saved.json()).toMatchObject({ ...query, savedAt: '2026-11-20T18:00:00.000Z' });
  expect(await json('/api/activity/queries', { body: { ...query, sql: 'select 1' } })).toMatchObject({ status: 409 });
  expect(await json('/api/activity/queries', { body: { ...query, sql: 'select 1', replace: true } })).toMatchObject({ sql: 'select 1' });
  expect(await json('/api/activity/queries')).toMatchObject({ queries: [{ name: 'Refused calls', sql: 'select 1' }] });
  expect((await call('/api/activity/queries/Refused%20calls', { method: 'DELETE' })).status).toBe(204);
  expect((await call('/api/activity/queries/Refused%20calls', { method: 'DELETE' })).status).toBe(404);
  expect(await json('/api/activity/queries')).toEqual({ queries: [] });
});
