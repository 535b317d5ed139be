import { expect, it } from 'vitest';
import { configSchema, type Config } from '../../base/config/config-schema.ts';
import { findingQuerySchema } from '../../respond/findings/contract.ts';
import { listFindings } from '../../respond/findings/list-findings.ts';
import { keepQuiet } from '../../respond/noise/keep-quiet.ts';
import { quietAlerts } from '../../respond/noise/tables.ts';
import { activity, findingDraft } from '../../testing/builders.ts';
import { lakeRow } from '../../testing/lake-rows.ts';
import { testHouses } from '../../testing/open-test-house.ts';
import { putLakeObjects } from '../../testing/put-lake-objects.ts';
import { insertRun, listRuns } from '../../watch/activity/athena/athena-runs.ts';
import { openAthenaDesk } from '../../watch/activity/athena/athena-desk.ts';
import { getAthenaTableSchema } from '../../watch/activity/athena/get-athena-table-schema.ts';
import { keepTableActions } from '../../watch/activity/athena/keep-athena-table.ts';
import { doneAmong, markDone } from '../../watch/activity/coverage/done-deliveries.ts';
import { keepCoverage } from '../../watch/activity/coverage/keep-coverage.ts';
import { askForRetry, keepQuarantined, listQuarantine } from '../../watch/activity/coverage/quarantine.ts';
import { activityCoverage } from '../../watch/activity/coverage/tables.ts';
import { createAgent, getAgent, runAgentWork } from '../runtime/agent-control.ts';
import { getExecution } from '../runtime/agent-store.ts';
import { runAgent } from '../runtime/run-agent.ts';

const openHouse = testHouses();
const hourMs = 3_600_000;

async function setUp({ settings = {}, athena, allowed = keepTableActions }: { settings?: Record<string, unknown>; athena?: Partial<Config['athena']>; allowed?: readonly string[] } = {}) {
  const house = await openHouse({ readerActions: allowed });
  const { account } = house;
  const member = house.world.accounts.get(account.accountId);
  if (!member) throw new Error('There is no member account');
  putLakeObjects(member);
  const config = configSchema.parse({ athena: { account: account.accountId, output: 's3://lake-bucket/results/', location: 's3://lake-bucket/lake/activity/', ...athena } });
  const desk = openAthenaDesk({ settings: config.athena, defaultRegion: 'us-east-1', aws: house.deps.aws, account: () => Promise.resolve(account) });
  const deps = athena === undefined ? house.deps : { ...house.deps, athena: desk };
  await deps.queue.define(runAgentWork);
  const { id } = await createAgent(deps, { typeId: 'data-processing', name: 'Keeper', accountId: null, settings });
  return {
    ...house,
    desk,
    async run() {
      await runAgent(deps, { id: 'job', data: { agentId: id, trigger: 'manual' }, attempt: 1, signal: new AbortController().signal });
      return getExecution(deps.store, (await getAgent(deps, id)).lastExecution?.id ?? '');
    },
    async findings() {
      const { findings } = await listFindings(deps.store, findingQuerySchema.parse({}), 'all');
      return findings.map(({ title, severity, status, evidenceCount, isSimulated }) => ({ title, severity, status, evidenceCount, isSimulated }));
    },
    calls: (operation: string) => house.sim.calls().filter((call) => call.operation === operation).length,
  };
}

it('raises a finding about hours without events, once, and closes it when they are there after all', async () => {
  const { deps, account, run, findings } = await setUp();
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  const rowsOf = (hour: number) => Array.from({ length: 12 }, (_, at) => lakeRow({ eventId: `e${hour}-${at}`, accountId: account.accountId, at: new Date(hour + at * 1_000).toISOString() }));
  const hours = Array.from({ length: 60 }, (_, back) => thisHour - (back + 1) * hourMs);
  const missing = hours.slice(10, 13);
  await deps.lake.write({ origin: 'most', rows: hours.filter((hour) => !missing.includes(hour)).flatMap(rowsOf) });
  await run();
  const told = { title: 'No event is kept of hours that usually have some', severity: 'medium', evidenceCount: 1, isSimulated: true };
  expect(await findings()).toEqual([{ ...told, status: 'open' }]);
  await run();
  expect(await findings()).toEqual([{ ...told, status: 'open' }]);
  await deps.lake.write({ origin: 'late', rows: missing.flatMap(rowsOf) });
  await run();
  expect(await findings()).toEqual([{ ...told, status: 'resolved' }]);
});

it('forgets what was asked of Athena when it forgets the events of that time, and keeps what has not ended', async () => {
  const { deps, run } = await setUp();
  const old = new Date(Date.now() - 401 * 24 * hourMs);
  const asked = { kind: 'query', sql: 'select 1', askedBy: 'me', askedAt: old, mostUsd: 0.05 } as const;
  await insertRun(deps.store, { ...asked, id: crypto.randomUUID(), state: 'succeeded', endedAt: old });
  await insertRun(deps.store, { ...asked, id: crypto.randomUUID(), state: 'succeeded', endedAt: new Date() });
  await insertRun(deps.store, { ...asked, id: crypto.randomUUID(), state: 'asked' });
  await run();
  expect((await listRuns(deps.store, { limit: 10 })).map(({ state }) => state).sort()).toEqual(['asked', 'succeeded']);
});

it('forgets with the events of a time what else is kept of it, and deliveries that nobody can send again', async () => {
  const { deps, account, run } = await setUp();
  const { db } = deps.store;
  const place = { accountId: account.accountId, region: 'us-east-1' };
  const ages = [2, 96, 98, 399, 402];
  const lookedAt = new Date();
  for (const age of ages) {
    const at = new Date(lookedAt.getTime() - age * 24 * hourMs);
    await markDone(db, { origin: `s3://logs/${age}`, source: age === 98 ? 'file' : 's3', version: '1' }, at);
    await keepCoverage(db, { ...place, source: 's3', spans: [{ from: new Date(at.getTime() - 120_000), to: new Date(at.getTime() + hourMs), state: 'seen' }], arrivals: [] });
    await keepQuarantined(db, [{ ...place, origin: `s3://logs/${age}`, source: 's3', what: 'object', reason: 'broken', excerpt: '' }], at);
    const event = activity({ eventId: `e${age}`, at: at.toISOString() });
    await keepQuiet(db, [findingDraft({ fingerprint: `f${age}`, evidence: [{ kind: 'activity', activity: event, raw: { eventID: event.eventId } }] })], 'staged');
  }
  await keepQuarantined(db, [{ ...place, origin: 's3://logs/asked', source: 's3', what: 'object', reason: 'broken', excerpt: '' }], new Date(lookedAt.getTime() - 402 * 24 * hourMs));
  const { quarantined } = await listQuarantine(deps.store, { limit: 10 }, 'all');
  await askForRetry(deps.store, quarantined.find(({ origin }) => origin === 's3://logs/asked')?.id ?? '', { now: lookedAt, scope: 'all' });
  await run();
  expect(await doneAmong(db, ages.map((age) => ({ origin: `s3://logs/${age}`, version: '1' })))).toEqual(new Set(['s3://logs/2', 's3://logs/96']));
  expect((await listQuarantine(deps.store, { limit: 10 }, 'all')).quarantined.map(({ origin }) => origin).sort()).toEqual(['s3://logs/2', 's3://logs/399', 's3://logs/96', 's3://logs/98', 's3://logs/asked']);
  const days = [2, 96, 98, 399].map((age) => new Date(lookedAt.getTime() - age * 24 * hourMs).toISOString().slice(0, 10)).sort();
  expect((await db.select({ day: quietAlerts.day }).from(quietAlerts).orderBy(quietAlerts.day)).map(({ day }) => day)).toEqual(days);
  const covered = (await db.select({ day: activityCoverage.day }).from(activityCoverage)).map(({ day }) => day);
  expect(covered).toEqual(expect.arrayContaining(days));
  expect(covered).not.toContain(new Date(lookedAt.getTime() - 402 * 24 * hourMs).toISOString().slice(0, 10));
});

it("keeps Athena's table in step when it is switched on, and asks AWS nothing when it is not", async () => {
  const on = await setUp({ settings: { athenaTable: true }, athena: {} });
  expect(await on.run()).toMatchObject({ status: 'succeeded', counts: { athenaTableChanges: 1 } });
  const schema = await getAthenaTableSchema(await on.desk.session(keepTableActions), { database: 'watchkeeper', table: 'activity' });
  expect(schema).toMatchObject({ location: 's3://lake-bucket/lake/activity/', isProjected: true });
  expect(schema.projectedValues.get('account')).toEqual([on.account.accountId]);
  expect(await on.run()).toMatchObject({ counts: { athenaTableChanges: 0 } });

  const off = await setUp({ settings: {}, athena: {} });
  await off.run();
  expect(off.sim.calls().filter(({ service }) => service === 'athena')).toEqual([]);
});

it('tells a gap when it may not keep the table, and what is missing when nobody said where', async () => {
  const refused = await setUp({ settings: { athenaTable: true }, athena: {}, allowed: keepTableActions.filter((action) => action !== 'athena:StartQueryExecution') });
  expect(await refused.run()).toMatchObject({ status: 'succeeded', gaps: [{ reason: 'access-denied', action: 'athena:StartQueryExecution' }] });
  const unset = await setUp({ settings: { athenaTable: true } });
  expect(await unset.run()).toMatchObject({ status: 'succeeded' });
  expect(unset.calls('StartQueryExecution')).toBe(0);
  const nowhere = await setUp({ settings: { athenaTable: true }, athena: { location: undefined } });
  expect(await nowhere.run()).toMatchObject({ status: 'failed', error: expect.stringContaining('athena.location') });
});
