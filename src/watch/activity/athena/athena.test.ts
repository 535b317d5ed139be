import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../../base/config/config-schema.ts';
import type { AwsDoor, AwsSession } from '../../../base/aws/door.ts';
import { openAwsDoor } from '../../../base/aws/open-aws-door.ts';
import { loadStories } from '../../../sim/load-stories.ts';
import { startSim, type Sim } from '../../../sim/start-sim.ts';
import { createWorld } from '../../../sim/world/create-world.ts';
import { account } from '../../../testing/builders.ts';
import { athenaEstimateActions, estimateAthenaQuery } from './estimate-athena-query.ts';
import { athenaQueryActions, executeAthenaQuery, type AthenaQuery } from './execute-athena-query.ts';
import { athenaSchemaActions, getAthenaTableSchema } from './get-athena-table-schema.ts';
import { keepAthenaTable } from './keep-athena-table.ts';
import { lakeTable, type LakeTable } from './lake-table.ts';
import { readsNoData, refuseWritingSql } from './refuse-writing-sql.ts';
import { glueJobActions, runGlueEtlJob } from './run-glue-etl-job.ts';
import { scanPrice } from './scan-price.ts';
import { createTableSql } from './table-sql.ts';
import { trailTable } from './trail-table.ts';
import { wordsOfRefusals } from './words-of-refusals.ts';

const actions = [...athenaQueryActions, ...athenaEstimateActions, ...athenaSchemaActions, ...glueJobActions, 'athena:CreateWorkGroup', 'glue:CreateJob'];
const objectBytes = 20_000_000;
const table = { database: 'watchkeeper', table: 'activity', location: 's3://lake-bucket/lake/activity/', regions: ['us-east-1'], firstDay: '2026-01-01' };
const ceilingBytes = 100_000_000;

let sim: Sim;
let door: AwsDoor;
let session: AwsSession;
let makeSession: (allowed: readonly string[]) => AwsSession;

beforeEach(async () => {
  const world = createWorld({ seed: 3, accounts: 1, startedAt: new Date(), clock: () => new Date(), readerActions: actions, stories: await loadStories(), plan: [] });
  sim = await startSim({ world });
  const [, member] = [...world.accounts.values()];
  if (!member) throw new Error('The test world has no member account');
  const body = new Uint8Array(objectBytes);
  const objects = ['2026-11-19', '2026-11-20', '2026-11-21'].map((date) => {
    const key = `lake/activity/account=1/region=us-east-1/date=${date}/a.parquet`;
    return [key, { key, body, contentType: 'application/octet-stream', etag: 'x', modifiedAt: new Date() }] as const;
  });
  const many = Array.from({ length: 2_345 }, (_, at) => {
    const key = `many/${at}.parquet`;
    return [key, { key, body: new Uint8Array(10), contentType: 'application/octet-stream', etag: 'x', modifiedAt: new Date() }] as const;
  });
  member.buckets.set('lake-bucket', { name: 'lake-bucket', region: 'us-east-1', createdAt: new Date(), tags: new Map(), trails: [], deleted: new Set(), objects: new Map([...objects, ...many]) });
  const { accessKeyId, secretAccessKey } = world.watcher;
  door = openAwsDoor({ config: configSchema.parse({ aws: { endpoint: sim.url, retry: { baseDelay: '5ms', maxDelay: '20ms' } } }).aws, baseCredentials: async () => ({ accessKeyId, secretAccessKey }) });
  const credential = { kind: 'role' as const, roleArn: `arn:aws:iam::${member.id}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId };
  makeSession = (allowed) => wordsOfRefusals(door.for(account({ accountId: member.id, credential }), 'us-east-1', { actions: allowed, caller: 'test' }));
  session = makeSession(actions);
});
afterEach(async () => {
  await door.close();
  await sim.close();
});

function query(sql: string, facts: Partial<AthenaQuery> = {}) {
  return executeAthenaQuery(session, { sql, database: 'watchkeeper', outputLocation: 's3://lake-bucket/results/', ceilingBytes, ...facts });
}

const ddl = (made: LakeTable) => createTableSql(lakeTable(made));

async function rowsOf(answer: Awaited<ReturnType<typeof executeAthenaQuery>>) {
  const rows: (readonly (string | null)[])[] = [];
  for await (const row of answer.rows) rows.push(row);
  return rows;
}

const calls = (operation: string) => sim.calls().filter((call) => call.operation === operation).length;

describe('the table', () => {
  it('is made by a statement, with partitions that are computed, and described', async () => {
    const made = await query(ddl(table));
    expect(made.scanned).toEqual({ bytes: 0, usd: 0 });
    const schema = await getAthenaTableSchema(session, table);
    expect(schema).toMatchObject({ table: 'activity', location: table.location, isProjected: true, partitionKeys: [{ name: 'account', type: 'string' }, { name: 'region', type: 'string' }, { name: 'date', type: 'string' }] });
    expect(schema.columns).toEqual(expect.arrayContaining([{ name: 'event_time', type: 'timestamp' }, { name: 'rule_ids', type: 'array<string>' }, { name: 'is_read_only', type: 'boolean' }]));
    expect(schema.columns.map(({ name }) => name)).not.toContain('region');
    await expect(getAthenaTableSchema(session, { ...table, table: 'nothing' })).rejects.toMatchObject({ code: 'not-found', message: 'Athena has no table watchkeeper.nothing' });
  });

  it('asks for an account where none are named, and refuses what could be more than a name', () => {
    expect(ddl(table)).toContain("'projection.account.type' = 'injected'");
    expect(ddl(table)).toContain("'projection.region.values' = 'us-east-1'");
    expect(ddl(table)).toContain("'storage.location.template' = 's3://lake-bucket/lake/activity/account=${account}/region=${region}/date=${date}/'");
    for (const wrong of [{ location: "s3://b/x' LOCATION 's3://other/" }, { table: 'a; drop' }, { regions: ["x'"] }, { firstDay: 'NOW' }, { location: 'https://x' }]) {
      expect(() => ddl({ ...table, ...wrong })).toThrow(expect.objectContaining({ code: 'bad-request' }));
    }
  });
});

describe('a query', () => {
  it('gives every row of an answer of several pages', async () => {
    await query(ddl({ ...table, table: 'many', location: 's3://lake-bucket/many/' }));
    const paths = (await rowsOf(await query('select path, bytes from many'))).map(([path]) => path);
    expect(new Set(paths).size).toBe(2_345);
    expect(paths).toHaveLength(2_345);
    expect(calls('GetQueryResults')).toBe(4);
  });

  it('gives its rows, with the bytes that were read and their price', async () => {
    await query(ddl(table));
    const states: string[] = [];
    const answer = await query('select path, bytes from activity', { onProgress: ({ state }) => void states.push(state) });
    expect(answer.columns).toEqual([{ name: 'path', type: 'varchar' }, { name: 'bytes', type: 'varchar' }]);
    expect(await rowsOf(answer)).toHaveLength(3);
    expect(answer.scanned.bytes).toBe(60_000_000);
    expect(answer.scanned.usd).toBeCloseTo(0.0003, 9);
    expect(new Set(states)).toEqual(new Set(['QUEUED', 'RUNNING', 'SUCCEEDED']));
    const oneDay = await query("select count(*) from activity where date = '2026-11-20'");
    expect([await rowsOf(oneDay), oneDay.scanned.bytes]).toEqual([[['1']], objectBytes]);
  });

  it('is not begun when its estimate passes the ceiling, and says what it would cost', async () => {
    await expect(query('select 1', { estimate: scanPrice(200_000_000) })).rejects.toMatchObject({ code: 'too-large', message: 'The query may read 200 MB for $0.0010, and 100 MB is the most it may' });
    expect(calls('StartQueryExecution')).toBe(0);
  });

  it('is stopped when it has read more than the ceiling', async () => {
    await query(ddl(table));
    await expect(query('select * from activity', { ceilingBytes: 1_000_000 })).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('was stopped') });
    expect(calls('StopQueryExecution')).toBe(1);
  });

  it("ends at the workgroup's own limit, and takes its place for results", async () => {
    await session.call('athena', 'CreateWorkGroup', { Name: 'small', Configuration: { BytesScannedCutoffPerQuery: 15_000_000, ResultConfiguration: { OutputLocation: 's3://lake-bucket/r/' } } });
    await query(ddl(table));
    await expect(executeAthenaQuery(session, { sql: 'select * from activity', database: 'watchkeeper', workGroup: 'small', ceilingBytes })).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('15 MB') });
    await expect(query('select 1', { workGroup: 'small', estimate: scanPrice(16_000_000) })).rejects.toMatchObject({ code: 'too-large' });
  });

  it.each([
    { sql: 'selec 1', message: "Athena could not answer: line 1:1: mismatched input 'selec'" },
    { sql: 'select * from nothing', message: "Table 'awsdatacatalog.watchkeeper.nothing' does not exist" },
  ])('says why Athena could not answer $sql', async ({ sql, message }) => {
    await expect(query(sql)).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining(message) });
  });

  it('is stopped in Athena when nobody waits for it any more, and when its time is over', async () => {
    const asker = new AbortController();
    setTimeout(() => asker.abort(), 300);
    await expect(query('select 1', { signal: asker.signal })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(query('select 1', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'too-slow' });
    expect(calls('StopQueryExecution')).toBe(2);
  });

  it('needs a place for its results, a workgroup that is there, and each permission that it declares', async () => {
    await expect(executeAthenaQuery(session, { sql: 'select 1', database: 'watchkeeper', ceilingBytes })).rejects.toThrow('No output location provided');
    await expect(query('select 1', { workGroup: 'nowhere' })).rejects.toThrow('WorkGroup nowhere is not found');
    session = makeSession(athenaQueryActions.filter((action) => action !== 'athena:StartQueryExecution'));
    await expect(query('select 1')).rejects.toMatchObject({ code: 'undeclared-call' });
  });
});

describe('an estimate', () => {
  const estimate = (sql: string) => estimateAthenaQuery(session, { sql, database: 'watchkeeper', outputLocation: 's3://lake-bucket/results/' });

  it('is what lies in the partitions that Athena says it reads', async () => {
    await query(ddl(table));
    const cases = [
      { where: '', files: 3 },
      { where: "where date = '2026-11-20'", files: 1 },
      { where: "where date >= '2026-11-20'", files: 2 },
      { where: "where account = '1' and date >= '2026-11-19' and date <= '2026-11-20'", files: 2 },
      { where: "where account = '2'", files: 0 },
      { where: "where region = 'eu-west-1'", files: 0 },
      { where: "where date = '2026-11-20' or action = 'RunInstances'", files: 3 },
    ];
    const estimates = await Promise.all(cases.map(async ({ where }) => ({ where, estimate: await estimate(`select count(*) from activity ${where}`) })));
    expect(estimates).toEqual(cases.map(({ where, files }) => ({ where, estimate: { kind: 'known', ...scanPrice(files * objectBytes), files, tables: ['watchkeeper.activity'] } })));
  });

  it('is unknown, and says why, where the files may not be listed', async () => {
    await query(ddl(table));
    session = makeSession(actions.filter((action) => action !== 's3:ListBucket'));
    await expect(estimate('select count(*) from activity')).rejects.toMatchObject({ code: 'undeclared-call' });
    session = makeSession(actions);
    await query(ddl({ ...table, table: 'elsewhere', location: 's3://no-such-bucket/lake/' }));
    expect(await estimate('select count(*) from elsewhere')).toEqual({ kind: 'unknown', because: expect.stringContaining('watchkeeper.elsewhere could not be listed') });
  });

  it('is nothing for what reads no data, and fails where the SQL does', async () => {
    expect(await estimate('show tables')).toMatchObject({ kind: 'known', bytes: 0, usd: 0 });
    expect(calls('StartQueryExecution')).toBe(0);
    await expect(estimate('select * from nothing')).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('does not exist') });
  });
});

describe('reading only', () => {
  it.each(['select 1', '  -- all\nwith a as (select 1) select * from a', '/* x */ (select 1)', 'SHOW TABLES', 'describe activity', 'explain select 1', 'explain/**/analyze verbose (with a as (select 1) select * from a)', 'explain (type io, format json) table activity', 'explain (select 1)', "explain select 'insert into /* -- ' || \"--create table\" from a -- unload"])('lets through %s', (sql) => {
    expect(() => refuseWritingSql(sql)).not.toThrow();
  });
  it.each(['drop table activity', 'insert into a select 1', "unload (select 1) to 's3://b/'", 'create table x as select 1', '/* select */ alter table a add columns (b int)', 'explain analyze insert into a select 1', 'msck repair table a', 'delete from a', 'explain analyze insert/**/into a select 1', 'explain/* */analyze -- x\n create /* */ table a as select 1', 'explain (format text) delete from a', 'explain analyze merge into a using b on true when matched then delete', '-- x\rdrop table a\n select 1', '/* /* */ drop table a -- */ select 1', 'explain'])('refuses %s', (sql) => {
    expect(() => refuseWritingSql(sql)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });
  it.each(['explain select 1', '/* x */ show tables', 'explain (type io) select 1 -- analyze'])('%s reads no data', (sql) => expect(readsNoData(sql)).toBe(true));
  it.each(['select 1', 'explain analyze select 1', 'explain/**/analyze select 1'])('%s reads data', (sql) => expect(readsNoData(sql)).toBe(false));
});

it("keeps the table in step with the lake's columns and places, and leaves one that is over something else alone", async () => {
  const settings = { workgroup: 'primary', output: 's3://lake-bucket/results/' };
  const wanted = lakeTable(table);
  expect(await keepAthenaTable(session, { ...wanted, columns: wanted.columns.slice(0, 3) }, settings)).toEqual(['made']);
  expect(await keepAthenaTable(session, lakeTable({ ...table, regions: ['us-east-1', 'eu-west-1'] }), settings)).toEqual(['columns-added', 'partitions-changed']);
  const schema = await getAthenaTableSchema(session, table);
  expect(schema.columns).toEqual(wanted.columns);
  expect(schema.projectedValues.get('region')).toEqual(['us-east-1', 'eu-west-1']);
  expect(await keepAthenaTable(session, lakeTable({ ...table, regions: ['us-east-1', 'eu-west-1'] }), settings)).toEqual([]);
  await expect(keepAthenaTable(session, lakeTable({ ...table, location: 's3://lake-bucket/other/' }), settings)).rejects.toMatchObject({ code: 'conflict' });
});

it('has the log files of a trail as a table as well, of an account or of an organisation', () => {
  const trail = { database: 'watchkeeper', table: 'cloudtrail', location: 's3://logs/prefix', firstDay: '2026-01-01' };
  const sql = createTableSql(trailTable({ ...trail, accountIds: ['111122223333'] }));
  expect(sql).toContain("LOCATION 's3://logs/prefix/AWSLogs/'");
  expect(sql).toContain("'storage.location.template' = 's3://logs/prefix/AWSLogs/${account}/CloudTrail/${region}/${date}/'");
  expect(sql).toContain("'projection.date.range' = '2026/01/01,NOW'");
  expect(sql).toContain('com.amazon.emr.cloudtrail.CloudTrailInputFormat');
  expect(createTableSql(trailTable({ ...trail, organization: 'o-abcdefghij' }))).toContain("LOCATION 's3://logs/prefix/AWSLogs/o-abcdefghij/'");
});

describe('a Glue job', () => {
  beforeEach(async () => {
    await session.call('glue', 'CreateJob', { Name: 'merge', Role: 'glue', Command: { Name: 'glueetl', ScriptLocation: 's3://b/s.py' } });
  });

  it('runs to its end, and tells what it cost', async () => {
    const states: string[] = [];
    const run = await runGlueEtlJob(session, { jobName: 'merge', arguments: { '--day': '2026-11-20' }, timeoutMinutes: 10, ceilingUsd: 1, onProgress: ({ state }) => void states.push(state) });
    expect(run.mostUsd).toBeCloseTo((2 * 0.44 * 10) / 60, 5);
    expect(run.usd).toBeCloseTo((2 * 0.75 * 0.44) / 3_600, 5);
    expect(new Set(states)).toEqual(new Set(['STARTING', 'RUNNING', 'SUCCEEDED']));
  });

  it('is not begun when it may cost more than the ceiling', async () => {
    await expect(runGlueEtlJob(session, { jobName: 'merge', workers: 100, workerType: 'G.8X', ceilingUsd: 1 })).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining('$352.00') });
    expect(calls('StartJobRun')).toBe(0);
  });

  it('is stopped in Glue when nobody waits for it any more', async () => {
    const asker = new AbortController();
    setTimeout(() => asker.abort(), 400);
    await expect(runGlueEtlJob(session, { jobName: 'merge', ceilingUsd: 1, signal: asker.signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(calls('BatchStopJobRun')).toBe(1);
  });

  it('says why it failed, and that there is none of that name', async () => {
    await expect(runGlueEtlJob(session, { jobName: 'merge', arguments: { '--simulate': 'failure' }, ceilingUsd: 1 })).rejects.toMatchObject({ message: expect.stringContaining('ended as FAILED') });
    await expect(runGlueEtlJob(session, { jobName: 'nothing', ceilingUsd: 1 })).rejects.toThrow('missing metadata');
  });
});
