import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openDuckDb } from '../../src/base/lake/open-duckdb.ts';
import { cloudTrailRecord } from '../../src/testing/builders.ts';
import { cloudTrailRecordSchema } from '../../src/watch/activity/cloudtrail-record.ts';
import type { ActivityRow } from '../../src/watch/activity/lake/activity-row.ts';
import { openActivityLake } from '../../src/watch/activity/lake/open-activity-lake.ts';
import { normaliseActivity } from '../../src/watch/activity/normalise-activity.ts';
import type { BenchCase } from '../bench-case.ts';

const perDelivery = 3_500;
const deliveries = 12;
const names = ['DescribeInstances', 'GetObject', 'AssumeRole', 'PutBucketPolicy', 'StopLogging', 'ListUsers', 'RunInstances', 'Decrypt'];

export const benchCase: BenchCase = {
  title: "The main thread's share of keeping normalised events as Parquet, against what gunzip and JSON.parse need for the same records",
  unit: 'ms of processor time',
  better: 'lower',
  warmUp: 2,
  rounds: 9,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-written-'));
    const duckdb = openDuckDb({ folder, memoryMb: 192, threads: 2 });
    const lake = openActivityLake({ folder, duckdb });
    const packed = Array.from({ length: deliveries }, (_, delivery) => gzipSync(JSON.stringify({ Records: Array.from({ length: perDelivery }, (__, at) => recordOf(delivery * perDelivery + at)) })));
    const rows = packed.map((bytes) => recordsIn(bytes).map(rowOf));
    return {
      subject: () =>
        processorMs(async () => {
          for (const [number, part] of rows.entries()) await lake.write({ origin: `s3://bucket/${number}`, rows: part });
        }),
      against: { name: 'gunzip and JSON.parse', measure: () => processorMs(() => Promise.resolve(packed.map((bytes) => recordsIn(bytes).length))) },
      async close() {
        await duckdb.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

function recordOf(number: number): Record<string, unknown> {
  const eventTime = new Date(Date.parse('2026-11-20T00:00:00Z') + number * 500).toISOString();
  return { additionalEventData: { filler: number.toString(36).repeat(200) }, ...cloudTrailRecord({ eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`, eventName: names[number % names.length], eventTime }), eventType: 'AwsApiCall', managementEvent: true, recipientAccountId: '111122223333', eventCategory: 'Management' };
}

function recordsIn(bytes: Buffer): unknown[] {
  const parsed: unknown = JSON.parse(gunzipSync(bytes).toString());
  return typeof parsed === 'object' && parsed !== null && 'Records' in parsed && Array.isArray(parsed.Records) ? parsed.Records : [];
}

function rowOf(record: unknown): ActivityRow {
  return { activity: normaliseActivity(cloudTrailRecordSchema.parse(record), '111122223333'), eventType: 'AwsApiCall', category: 'Management', actor: null, severity: null, ruleIds: [], raw: JSON.stringify(record) };
}

async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}
