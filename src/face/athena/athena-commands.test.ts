import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../base/config/config-schema.ts';
import { loadStories } from '../../sim/load-stories.ts';
import { startSim } from '../../sim/start-sim.ts';
import { createWorld } from '../../sim/world/create-world.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { putLakeObjects } from '../../testing/put-lake-objects.ts';
import { runCommandLine, type CommandLineFacts } from '../../testing/run-command-line.ts';
import { athenaActions } from '../../watch/activity/athena/athena-permissions.ts';
import { openAthenaDoor } from './open-athena-door.ts';

const sql = "select path, bytes from activity where date >= '2026-11-20'";

/** A folder with the configuration of somebody whose Athena is in a simulated account, with a Glue job beside it. */
async function openAccount(athena: Record<string, unknown> = {}) {
  const world = createWorld({ seed: 3, accounts: 1, startedAt: new Date(), clock: () => new Date(), readerActions: [...athenaActions, 'glue:CreateJob'], stories: await loadStories(), plan: [] });
  const sim = await startSim({ world });
  onTestFinished(() => sim.close());
  const [, member] = [...world.accounts.values()];
  if (!member) throw new Error('The test world has no member account');
  putLakeObjects(member);
  vi.stubEnv('AWS_ACCESS_KEY_ID', world.watcher.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', world.watcher.secretAccessKey);
  onTestFinished(() => void vi.unstubAllEnvs());
  const settings = {
    aws: { mode: 'live', endpoint: sim.url, defaultRegion: 'us-east-1' },
    accounts: [{ accountId: member.id, name: 'member', regions: ['us-east-1', 'eu-west-1'], credential: { kind: 'role', roleArn: `arn:aws:iam::${member.id}:role/${world.watcher.roleName}`, externalId: world.watcher.externalId } }],
    athena: { account: member.id, output: 's3://lake-bucket/results/', location: 's3://lake-bucket/lake/activity/', trail: 's3://trail-bucket/', ...athena },
  };
  const cwd = await makeTestFolder();
  await writeFile(join(cwd, 'watchkeeper.yaml'), JSON.stringify(settings));
  const { desk, close } = openAthenaDoor(configSchema.parse(settings));
  onTestFinished(close);
  const run = (words: readonly string[], facts: CommandLineFacts = {}) => runCommandLine(words, { cwd, ...facts });
  return {
    run,
    calls: (operation: string) => sim.calls().filter((call) => call.operation === operation).length,
    async makeTable() {
      const { out: ddl } = await run(['query', '--in', 'athena', '--ddl', 'lake']);
      const session = await desk.session(athenaActions);
      await session.call('athena', 'StartQueryExecution', { QueryString: ddl, ResultConfiguration: { OutputLocation: 's3://lake-bucket/results/' }, QueryExecutionContext: { Database: 'watchkeeper' } });
    },
    async makeJob() {
      const session = await desk.session(['glue:CreateJob']);
      await session.call('glue', 'CreateJob', { Name: 'merge', Role: 'glue', Command: { Name: 'glueetl', ScriptLocation: 's3://b/s.py' } });
    },
  };
}

const policySchema = z.object({ Statement: z.array(z.object({ Sid: z.string(), Action: z.array(z.string()) }).loose()) });

function runOf(printed: string): string {
  return z.object({ run: z.string() }).parse(JSON.parse(printed)).run;
}

it('asks Athena: what it may read before, its rows, and what it cost', async () => {
  const { run, makeTable, calls } = await openAccount();
  await makeTable();
  const only = await run(['query', '--in', 'athena', '--estimate', sql]);
  expect(only).toEqual({ exit: 0, out: '', err: 'It may read 40 MB for $0.0002 in 2 files; at most 10000 MB for $0.0500\n' });
  const asked = await run(['query', '--in', 'athena', sql, '--format', 'csv']);
  expect(asked.exit).toBe(0);
  expect(asked.out.split('\r\n').slice(0, 2)).toEqual(['path,bytes', expect.stringMatching(/date=2026-11-19\/a.parquet,20000000$/)]);
  expect(asked.err).toMatch(/It may read 40 MB[\s\S]*Read 60 MB for \$0\.0003 in \d+\.\d s/);
  expect((await run(['query', '--in', 'athena', sql, '--limit', '1', '--format', 'json'])).err).toContain('There are more than these 1 rows');
  expect((await run(['query', '--in', 'athena', '--schema', '--format', 'jsonl'])).out).toMatch(/^\{"name":"event_time","type":"timestamp","partition":false\}\n[\s\S]*"name":"date","type":"string","partition":true/);
  const started = calls('StartQueryExecution');
  expect(await run(['query', '--in', 'athena', 'drop table activity'])).toMatchObject({ exit: 4, out: '', err: expect.stringContaining('only reading is allowed') });
  expect(calls('StartQueryExecution')).toBe(started);
}, 30_000);

it('refuses what is dearer than the ceiling, and stops in AWS what somebody breaks off', async () => {
  const { run, makeTable, calls } = await openAccount({ ceilingMb: 30 });
  await makeTable();
  expect(await run(['query', '--in', 'athena', sql])).toMatchObject({ exit: 4, err: expect.stringContaining('The query may read 40 MB for $0.0002, and 30 MB is the most it may') });
  const breaking = new AbortController();
  const broken = run(['query', '--in', 'athena', "select * from activity where date = '2026-11-20'"], { signal: breaking.signal });
  const begun = calls('StartQueryExecution');
  await vi.waitUntil(() => calls('StartQueryExecution') === begun + 2, { timeout: 10_000, interval: 20 });
  breaking.abort();
  expect(await broken).toMatchObject({ exit: 4, err: expect.stringContaining('cancelled') });
  expect(calls('StopQueryExecution')).toBe(1);
}, 30_000);

it('prints the statements of both tables without asking AWS', async () => {
  const { run, calls } = await openAccount();
  expect((await run(['query', '--in', 'athena', '--ddl', 'lake'])).out).toContain("LOCATION 's3://lake-bucket/lake/activity/'");
  const trail = await run(['query', '--in', 'athena', '--ddl', 'trail']);
  expect(trail.out).toContain("LOCATION 's3://trail-bucket/AWSLogs/'");
  expect(trail.out).toContain("'projection.region.values' = 'eu-west-1,us-east-1'");
  expect(calls('AssumeRole')).toBe(0);
});

it('runs a Glue job only with --approve, and tells its price before and after', async () => {
  const { run, makeJob, calls } = await openAccount();
  await makeJob();
  expect(await run(['glue', 'start', 'merge', '--minutes', '10'])).toEqual({ exit: 0, out: '', err: 'It may cost $0.15 at most: 2 workers of G.1X for 10 minutes\nNothing was started; --approve starts it\n' });
  expect(calls('StartJobRun')).toBe(0);
  const ran = await run(['glue', 'start', 'merge', '--minutes', '10', '--argument', 'day=2026-11-20', '--approve', '--format', 'json']);
  expect(ran).toMatchObject({ exit: 0, err: expect.stringMatching(/cost \$0\.0002/) });
  const runId = runOf(ran.out);
  expect(JSON.parse((await run(['glue', 'status', 'merge', runId, '--format', 'json'])).out)).toMatchObject({ state: 'SUCCEEDED', usd: expect.closeTo(0.00018, 4) });
  const left = await run(['glue', 'start', 'merge', '--minutes', '10', '--approve', '--detach', '--format', 'json']);
  expect(JSON.parse((await run(['glue', 'stop', 'merge', runOf(left.out), '--format', 'json'])).out)).toMatchObject({ state: 'STOPPED' });
  expect(await run(['glue', 'start', 'merge', '--approve', '--minutes', '2000'])).toMatchObject({ exit: 4, err: expect.stringContaining('is the most it may') });
  expect(await run(['glue', 'stop', 'merge'])).toMatchObject({ exit: 2 });
}, 30_000);

it.each([
  { words: ['query', '--in', 'athena', 'select 1'], exit: 4, err: 'The demo has no Athena for commands' },
  { words: ['query', '--estimate', 'select 1'], exit: 2, err: '--in athena' },
  { words: ['query', '--in', 'athena', 'select 1', '--since', '24h'], exit: 2, err: 'condition on the partition' },
  { words: ['query', '--in', 'athena', '--ddl', 'trail'], exit: 4, err: 'It is not set where a trail delivers' },
])('explains what is missing: $words', async ({ words, exit, err }) => {
  expect(await runCommandLine(words, { cwd: await makeTestFolder() })).toMatchObject({ exit, out: '', err: expect.stringContaining(err) });
});

it('keeps what is billed out of the policy until it is asked for, and then allows only what is named', async () => {
  const { run } = await openAccount();
  const plain = (await run(['policy'])).out;
  expect(plain).not.toMatch(/athena:|glue:|s3:PutObject/);
  const asked = policySchema.parse(JSON.parse((await run(['policy', '--with', 'athena', '--with', 'athena-table', '--with', 'glue'])).out));
  expect(asked.Statement.map(({ Sid }) => Sid)).toEqual(expect.arrayContaining(['AskAthena', 'AthenaReadsTheCatalogue', 'AthenaKeepsTheTable', 'AthenaReadsFiles', 'AthenaWritesAnswers', 'RunGlueJobs']));
  const writing = asked.Statement.filter(({ Action }) => Action.includes('s3:PutObject'));
  expect(writing).toEqual([expect.objectContaining({ Resource: ['arn:aws:s3:::lake-bucket', 'arn:aws:s3:::lake-bucket/results/*'] })]);
  expect(await runCommandLine(['policy', '--with', 'athena'], { cwd: await makeTestFolder() })).toMatchObject({ exit: 2, err: expect.stringContaining('athena.output') });
}, 30_000);
