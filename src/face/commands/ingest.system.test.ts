import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openDuckDb } from '../../base/lake/open-duckdb.ts';
import { openStore } from '../../base/store/open-store.ts';
import { cloudTrailRecord } from '../../testing/builders.ts';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { askLake } from '../../watch/activity/lake/lake-view.ts';
import { openActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';

const main = fileURLToPath(new URL('../../main.ts', import.meta.url));
const files = 24;
const perFile = 150;
/** One in fifty stops a trail of its own, so that each is a finding. */
const isSuspicious = (number: number) => number % 50 === 0;

function recordOf(number: number) {
  const facts = { eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, eventTime: new Date(Date.parse('2026-11-20T00:00:00Z') + number * 1_000).toISOString().replace('.000Z', 'Z') };
  return cloudTrailRecord(isSuspicious(number) ? { ...facts, eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging', requestParameters: { name: `trail-${number}` } } : { ...facts, eventSource: 'ec2.amazonaws.com', eventName: 'DescribeInstances', requestParameters: {} });
}

/** Deliveries overlap, as S3 and LookupEvents do: each file repeats the end of the one before. */
async function writeLogs(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file += 1) {
    const first = Math.max(0, file * perFile - 20);
    const Records = Array.from({ length: (file + 1) * perFile - first }, (_, at) => recordOf(first + at));
    await writeFile(join(folder, `log-${String(file).padStart(3, '0')}.json.gz`), gzipSync(JSON.stringify({ Records })));
  }
}

function startIngest(logs: string, data: string) {
  const child = spawn(process.execPath, [main, 'ingest', logs, '--data', data, '--format', 'json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (errors += String(text)));
  return { child, ended: once(child, 'close'), out: () => out, errors: () => errors };
}

it('keeps every event and finding exactly once, over kill -9 at any moment of an ingest', { timeout: 240_000 }, async () => {
  const folder = await makeTestFolder();
  const [logs, data] = [join(folder, 'logs'), join(folder, 'data')];
  await writeLogs(logs);
  let kills = 0;
  for (let round = 0; round < 6; round += 1) {
    const run = startIngest(logs, data);
    await Promise.race([run.ended, sleep(900 + Math.random() * 1_800)]);
    if (run.child.exitCode === null) {
      run.child.kill('SIGKILL');
      kills += 1;
    }
    await run.ended;
  }
  const last = startIngest(logs, data);
  await last.ended;
  if (last.child.exitCode !== 0) throw new Error(last.errors());
  expect(kills).toBeGreaterThan(0);

  const again = startIngest(logs, data);
  await again.ended;
  expect(JSON.parse(again.out())).toMatchObject([{ files: 0, skipped: files, records: 0 }]);

  const duckdb = openDuckDb({ folder: join(data, 'lake'), memoryMb: 128, threads: 2 });
  const lake = openActivityLake({ folder: join(data, 'lake'), duckdb });
  const ids = (await askLake(lake, {}, { sql: (events) => `select event_id from ${events}` })).map((row) => String(row['event_id']));
  await duckdb.close();
  expect(ids).toHaveLength(files * perFile);
  expect(new Set(ids).size).toBe(files * perFile);

  const store = await openStore({ dataFolder: data, databaseUrl: undefined });
  const { rows } = await store.execute("select f.resource, f.evidence_count, (select count(*)::int from finding_evidence e where e.finding_id = f.id) as pieces from findings f where f.producer_id = 'aws/cloudtrail/trail-stopped'");
  await store.close();
  expect(rows).toHaveLength((files * perFile) / 50);
  expect(rows.filter((row) => row['evidence_count'] !== 1 || row['pieces'] !== 1)).toEqual([]);
});
