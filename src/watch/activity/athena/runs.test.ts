import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { configSchema, type Config } from '../../../base/config/config-schema.ts';
import { startServer } from '../../../face/server/start-server.ts';
import { openTestApp, testTokens } from '../../../testing/open-test-app.ts';
import { testHouses } from '../../../testing/open-test-house.ts';
import { lakeObjectBytes, putLakeObjects } from '../../../testing/put-lake-objects.ts';
import type { AthenaDeps } from './ask-athena.ts';
import { openAthenaDesk } from './athena-desk.ts';
import { athenaActions } from './athena-permissions.ts';
import { changeRun, findRun, insertRun } from './athena-runs.ts';
import { athenaRunSchema, type AthenaRun } from './contract.ts';
import { executeAthenaQuery } from './execute-athena-query.ts';
import { lakeTable } from './lake-table.ts';
import { openAthena } from './open-athena.ts';
import { createTableSql } from './table-sql.ts';
import { workOnRun } from './work-on-run.ts';

const openHouse = testHouses();
const output = 's3://lake-bucket/results/';

/** A server whose Athena is in the simulated account, with a table of three days. */
async function openServer({ athena = {}, monthlyCeilingUsd = 5 }: { athena?: Partial<Config['athena']>; monthlyCeilingUsd?: number } = {}) {
  const { deps, sim, world, account } = await openHouse({ readerActions: [...athenaActions, 'glue:CreateJob'] });
  const member = world.accounts.get(account.accountId);
  if (!member) throw new Error('The test world has no member account');
  putLakeObjects(member);
  const config = configSchema.parse({ aws: { defaultRegion: 'us-east-1', monthlyCeilingUsd }, athena: { account: account.accountId, output, location: 's3://lake-bucket/lake/activity/', ...athena } });
  const desk = openAthenaDesk({ settings: config.athena, defaultRegion: 'us-east-1', aws: deps.aws, account: () => Promise.resolve(account) });
  const session = await (config.athena.account === undefined ? undefined : desk.session([...athenaActions, 'glue:CreateJob']));
  if (session) {
    const table = lakeTable({ database: 'watchkeeper', table: 'activity', location: 's3://lake-bucket/lake/activity/', firstDay: '2026-01-01' });
    await executeAthenaQuery(session, { sql: createTableSql(table), database: 'watchkeeper', outputLocation: output, ceilingBytes: 1 });
    await session.call('glue', 'CreateJob', { Name: 'merge', Role: 'glue', Command: { Name: 'glueetl', ScriptLocation: 's3://b/s.py' } });
  }
  const { routes } = await openAthena({ config, store: deps.store, queue: deps.queue, aws: deps.aws, clock: deps.clock });
  const { options } = await openTestApp({ routes });
  const server = await startServer(options);
  onTestFinished(() => server.close());
  const call = (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') =>
    fetch(`${server.url}/api/activity/athena${path}`, { method, headers: { authorization: `Bearer ${testTokens.admin}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const json = async (path: string, body?: unknown): Promise<unknown> => (await call(path, body)).json();
  const run = async (path: string, body?: unknown): Promise<AthenaRun> => athenaRunSchema.parse(await json(path, body));
  const ended = (id: string) => vi.waitUntil(async () => (await run(`/runs/${id}`)).endedAt !== null && run(`/runs/${id}`), { timeout: 20_000, interval: 100 });
  const work: AthenaDeps = { desk, store: deps.store, queue: deps.queue, clock: deps.clock, monthlyCeilingUsd };
  const calls = (operation: string) => sim.calls().filter((one) => one.operation === operation).length;
  return { call, json, run, ended, calls, work, deps };
}

it('runs a query in the background: estimated first, priced after, its answer paged and exported', async () => {
  const { json, run, ended, call } = await openServer();
  expect(await json('/estimate', { sql: "select count(*) from activity where date = '2026-11-20'" })).toEqual({ estimate: { kind: 'known', bytes: lakeObjectBytes, usd: expect.closeTo(0.0001, 9), files: 1, tables: ['watchkeeper.activity'] }, ceilingBytes: 10_000_000_000, isWithinCeiling: true });
  const asked = await run('/runs', { sql: 'select path, bytes from activity' });
  expect(asked).toMatchObject({ kind: 'query', state: 'waiting', usd: 0, mostUsd: 0.05 });
  expect(await ended(asked.id)).toMatchObject({ state: 'succeeded', estimate: { kind: 'known', bytes: 3 * lakeObjectBytes, files: 3 }, bytes: 3 * lakeObjectBytes, usd: expect.closeTo(0.0003, 9) });
  const first = z.object({ next: z.string() }).loose().parse(await json(`/runs/${asked.id}/rows?limit=2`));
  expect(first).toMatchObject({ columns: [{ name: 'path', type: 'varchar' }, { name: 'bytes', type: 'varchar' }], rows: [[expect.stringContaining('2026-11-19'), '20000000'], [expect.stringContaining('2026-11-20'), '20000000']] });
  expect(await json(`/runs/${asked.id}/rows?limit=2&cursor=${first.next}`)).toMatchObject({ rows: [[expect.stringContaining('2026-11-21'), '20000000']], next: null });
  expect((await (await call(`/runs/${asked.id}/export`)).text()).split('\r\n')).toHaveLength(5);
  expect((await (await call(`/runs/${asked.id}/export?format=jsonl`)).text()).split('\n')[0]).toMatch(/^\{"path":"lake\/activity\/account=\d+\/region=us-east-1\/date=2026-11-19\/a.parquet","bytes":"20000000"\}$/);
  expect(await json('')).toMatchObject({ isOn: true, region: 'us-east-1', spentUsd: expect.closeTo(0.0003, 9), ddl: ['lake'] });
  expect(await json('/runs')).toMatchObject({ runs: [{ id: asked.id, askedBy: expect.any(String) }] });
  expect(await json('/schema')).toMatchObject({ table: 'activity', database: 'watchkeeper', partitionKeys: [{ name: 'account', type: 'string' }, { name: 'region', type: 'string' }, { name: 'date', type: 'string' }] });
  expect(await json('/ddl')).toMatchObject({ sql: expect.stringContaining("LOCATION 's3://lake-bucket/lake/activity/'") });
  expect(await json('/ddl?of=trail')).toMatchObject({ code: 'not-ready', hint: expect.stringContaining('athena.trail') });
}, 30_000);

it('is not begun, and costs nothing, when its estimate passes the ceiling, when it writes, or when the month is spent', async () => {
  const { run, ended, json, work, deps } = await openServer({ athena: { ceilingMb: 50, ceilingUsd: 0.001 } });
  const asked = await run('/runs', { sql: 'select * from activity' });
  expect(await ended(asked.id)).toMatchObject({ state: 'failed', usd: 0, awsId: null, message: 'The query may read 60 MB for $0.0003, and 50 MB is the most it may' });
  expect(await json('/runs', { sql: 'drop table activity' })).toMatchObject({ status: 403 });
  expect(await json(`/runs/${asked.id}/rows`)).toMatchObject({ status: 409, detail: 'It has no answer: it is failed' });
  await changeRun(deps.store, asked.id, { from: ['failed'], usd: work.monthlyCeilingUsd });
  expect(await json('/runs', { sql: 'select 1' })).toMatchObject({ status: 413, detail: expect.stringContaining('more than $5.00') });
}, 30_000);

it('says why SQL is wrong', async () => {
  const { run, ended } = await openServer();
  const asked = await run('/runs', { sql: 'select * from nothing' });
  expect(await ended(asked.id)).toMatchObject({ state: 'failed', message: expect.stringContaining('does not exist'), usd: 0 });
}, 30_000);

it('stops a query in Athena when it is cancelled, and never begins one that still waited', async () => {
  const { run, ended, calls, work, deps, json } = await openServer();
  const asked = await run('/runs', { sql: 'select * from activity' });
  await vi.waitUntil(async () => (await run(`/runs/${asked.id}`)).awsId !== null, { timeout: 10_000, interval: 20 });
  expect(await run(`/runs/${asked.id}/cancel`, {})).toMatchObject({ progress: 'CANCELLING' });
  expect(await ended(asked.id)).toMatchObject({ state: 'cancelled', message: expect.stringContaining('cancelled') });
  expect(calls('StopQueryExecution')).toBe(1);
  expect(await json(`/runs/${asked.id}/cancel`, {})).toMatchObject({ status: 409 });

  const job = await run('/jobs', { jobName: 'merge' });
  expect(await run(`/runs/${job.id}/cancel`, {})).toMatchObject({ state: 'cancelled', usd: 0 });
  await workOnRun(work, { data: { runId: job.id }, attempt: 1, signal: new AbortController().signal });
  expect(calls('StartJobRun')).toBe(0);
  expect((await findRun(deps.store, job.id)).state).toBe('cancelled');
}, 30_000);

it('goes on with the same query where a process stopped, and pays for it once', async () => {
  const { run, calls, work, deps } = await openServer();
  await deps.queue.close({ graceMs: 0 });
  const { id } = await insertRun(deps.store, { id: crypto.randomUUID(), kind: 'query', state: 'waiting', sql: 'select path from activity', askedBy: 'me', askedAt: deps.clock(), mostUsd: 0.05 });
  const leaving = new AbortController();
  const first = workOnRun(work, { data: { runId: id }, attempt: 1, signal: leaving.signal });
  await vi.waitUntil(async () => (await run(`/runs/${id}`)).progress !== null, { timeout: 10_000, interval: 20 });
  leaving.abort(new Error('The process ends'));
  await expect(first).rejects.toThrow('The process ends');
  expect(calls('StopQueryExecution')).toBe(0);
  await workOnRun(work, { data: { runId: id }, attempt: 2, signal: new AbortController().signal });
  expect(await run(`/runs/${id}`)).toMatchObject({ state: 'succeeded', bytes: 3 * lakeObjectBytes });
  // One to make the table, one to explain the query, one to run it.
  expect(calls('StartQueryExecution')).toBe(3);
}, 30_000);

it('runs a Glue job only once somebody has approved it, and never twice', async () => {
  const { run, ended, calls, json, work, deps } = await openServer();
  expect(await json('/jobs', { jobName: 'merge', workers: 100, workerType: 'G.8X' })).toMatchObject({ status: 413, detail: expect.stringContaining('$352.00') });
  const asked = await run('/jobs', { jobName: 'merge', arguments: { '--day': '2026-11-20' }, timeoutMinutes: 10 });
  expect(asked).toMatchObject({ state: 'asked', mostUsd: expect.closeTo(0.1467, 3), approvedBy: null });
  expect(calls('StartJobRun')).toBe(0);
  expect(await run(`/jobs/${asked.id}/approve`, {})).toMatchObject({ state: 'waiting', approvedBy: expect.any(String) });
  expect(await ended(asked.id)).toMatchObject({ state: 'succeeded', usd: expect.closeTo(0.00018, 4) });
  expect(await json(`/jobs/${asked.id}/approve`, {})).toMatchObject({ status: 409 });

  const lost = await run('/jobs', { jobName: 'merge', timeoutMinutes: 10 });
  await changeRun(deps.store, lost.id, { from: ['asked'], state: 'running' });
  await workOnRun(work, { data: { runId: lost.id }, attempt: 2, signal: new AbortController().signal });
  expect(await run(`/runs/${lost.id}`)).toMatchObject({ state: 'failed', message: expect.stringContaining('not known whether Glue has started') });
  expect(calls('StartJobRun')).toBe(1);
}, 30_000);

it('calls nothing while no account is named', async () => {
  const { json, calls } = await openServer({ athena: { account: undefined } });
  expect(await json('')).toMatchObject({ isOn: false, accountId: null });
  expect(await json('/runs', { sql: 'select 1' })).toMatchObject({ status: 503, code: 'not-ready', hint: expect.stringContaining('athena.account') });
  expect(await json('/estimate', { sql: 'select 1' })).toMatchObject({ status: 503 });
  expect(calls('StartQueryExecution')).toBe(0);
});
