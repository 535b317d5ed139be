import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import type { Clock } from '../../../core/clock.ts';
import type { QualityReport } from './contract.ts';
import { sqlTime } from './filter-sql.ts';
import { judgeVolume } from './judge-volume.ts';
import { askLake, type LakeReading } from './lake-view.ts';
import { timeSpan } from './time-span.ts';

const daysReported = 7;
/** What is usual is told by the days before those that are reported on. */
const daysBefore = 7;
const dayMs = 86_400_000;
/** So many records of earlier days say well enough which fields there are. */
const sampled = 20_000;

const hourSchema = z.object({ accountId: z.string(), region: z.string(), hour: z.number(), count: z.number() });
const countedSchema = z.object({ kind: z.enum(['field', 'version']), name: z.string(), count: z.number() });

/** What is odd about the kept events of some days. */
export async function reportQuality(lake: LakeReading, asked: { since?: string | undefined; until?: string | undefined }, { clock, ...limits }: SqlLimits & { clock: Clock }): Promise<QualityReport> {
  const { from, to } = timeSpan(asked, clock(), daysReported);
  const before = from - daysBefore * dayMs;
  const within = (start: number, end: number) => `event_time >= ${sqlTime(start)} and event_time < ${sqlTime(end)}`;

  const hours = await askLake(lake, { from: before, to }, {
    sql: (events) => `select account_id as "accountId", region, (epoch_ms(event_time) // 3600000) as hour, count(*) as count from ${events} where ${within(before, to)} group by all`,
    ...limits,
  });
  const counts = hours.map((row) => hourSchema.parse(row));
  const duplicates = await askLake(lake, { from, to }, {
    sql: (events) => `select count(*) - count(distinct event_id) as count, count(*) as total from ${events} where ${within(from, to)}`,
    ...limits,
  });
  const drift = await newKinds(lake, { before, from, to }, limits);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    rows: Number(duplicates[0]?.['total'] ?? 0),
    ...judgeVolume(counts, { from, to }),
    newFields: drift.filter(({ kind }) => kind === 'field').map(({ name, count }) => ({ field: name, count })),
    newVersions: drift.filter(({ kind }) => kind === 'version').map(({ name, count }) => ({ version: name, count })),
    duplicates: Number(duplicates[0]?.['count'] ?? 0),
  };
}

/** Fields and versions of the newest day's records that a sample of the days before does not have. */
async function newKinds(lake: LakeReading, { before, from, to }: { before: number; from: number; to: number }, limits: SqlLimits) {
  const newest = Math.max(from, to - dayMs);
  const kinds = (source: string) => `select 'field' as kind, unnest(json_keys(raw)) as name from ${source} union all select 'version', json_extract_string(raw, '$.eventVersion') from ${source}`;
  const rows = await askLake(lake, { from: before, to }, {
    sql: (events) => `
      with recent as materialized (select raw from ${events} where event_time >= ${sqlTime(newest)} and event_time < ${sqlTime(to)} using sample ${sampled} rows),
      earlier as materialized (select raw from ${events} where event_time >= ${sqlTime(before)} and event_time < ${sqlTime(newest)} using sample ${sampled} rows),
      known as (select distinct kind, name from (${kinds('earlier')}))
      select kind, name, count(*) as count from (${kinds('recent')}) where name is not null and (select count(*) from earlier) > 0 and (kind, name) not in (select (kind, name) from known where name is not null) group by kind, name order by count desc limit 100`,
    ...limits,
  });
  return rows.map((row) => countedSchema.parse(row));
}
