import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckDb } from '../src/base/lake/open-duckdb.ts';
import { mergedFileOptions } from '../src/watch/activity/lake/merged-file-options.ts';
import { openActivityLake, type ActivityLake } from '../src/watch/activity/lake/open-activity-lake.ts';

const days = 60;
const dayMs = 86_400_000;
const accounts = ['111111111111', '222222222222', '333333333333', '444444444444'];
const regions = ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-2'];

export const benchLakeEnd = Date.parse('2026-11-21T00:00:00Z');

export interface BenchLake {
  readonly lake: ActivityLake;
  readonly events: number;
  close(): Promise<void>;
}

/**
 * A merged lake of 60 days, four accounts and four regions; 1,000,000 events, or as many as `WATCHKEEPER_BENCH_EVENTS` says.
 * In the folder that `WATCHKEEPER_BENCH_LAKE` names, it stays for the next case.
 */
export async function makeBenchLake(): Promise<BenchLake> {
  const events = Number(process.env['WATCHKEEPER_BENCH_EVENTS'] ?? 1_000_000);
  const kept = process.env['WATCHKEEPER_BENCH_LAKE'];
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'watchkeeper-bench-lake-')));
  const duckdb = openDuckDb({ folder, memoryMb: 1_024, threads: Math.max(2, availableParallelism()) });
  const perFile = Math.ceil(events / (days * accounts.length * regions.length));
  let file = 0;
  for (let day = 0; day < days; day += 1) {
    const start = benchLakeEnd - (days - day) * dayMs;
    const date = new Date(start).toISOString().slice(0, 10);
    const compact = date.replaceAll('-', '');
    for (const account of accounts) {
      for (const region of regions) {
        const to = join(folder, 'activity', `account=${account}`, `region=${region}`, `date=${date}`);
        await mkdir(to, { recursive: true });
        const path = join(to, `${compact}T000000000Z-${compact}T235959999Z-m00000000000000000000.parquet`);
        if (!existsSync(path)) await duckdb.run(eventsSql({ start, perFile, seed: file, path }));
        file += 1;
      }
    }
  }
  return {
    lake: openActivityLake({ folder, duckdb }),
    events: perFile * file,
    async close() {
      await duckdb.close();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The principal that does the most, and an address that comes now and then. */
export const benchPrincipal = 'arn:aws:sts::111111111111:assumed-role/service-0/session';
export const benchAddress = '198.51.100.7';

function eventsSql({ start, perFile, seed, path }: { start: number; perFile: number; seed: number; path: string }): string {
  const pick = (count: number, salt: number) => `(hash(n, ${seed}, ${salt}) % ${count})`;
  // A principal calls a few times in a row, from one place and with one program.
  const session = (count: number, salt: number) => `(hash(n // 20, ${seed}, ${salt}) % ${count})`;
  return `copy (
    select make_timestamp_ms(${start} + (n * ${dayMs} // ${perFile})::bigint) as event_time, md5(n || '-${seed}') as event_id,
      'service-' || ${pick(40, 1)} as service, 'Action' || ${pick(400, 2)} as action, ${pick(5, 3)} > 0 as is_read_only, 'AwsApiCall' as event_type, 'Management' as category,
      'role' as principal_type, 'arn:aws:sts::111111111111:assumed-role/service-' || ${session(200, 4)} || '/session' as principal_arn, 'service-' || ${session(200, 4)} as principal_name, '111111111111' as principal_account_id,
      null::varchar as actor_name, null::varchar as actor_kind, 'ASIA' || ${session(2_000, 5)} as access_key_id, null::varchar as session_issuer_arn, null::varchar as invoked_by, false as used_mfa,
      case when ${session(20_000, 6)} = 0 then '${benchAddress}' else '10.0.' || ${session(200, 7)} || '.' || ${session(40, 8)} end as source_address, 'aws-sdk/' || ${session(60, 9)} as user_agent,
      case when ${pick(50, 10)} = 0 then 'AccessDenied' end as error_code, null::varchar as error_message, ['arn:aws:s3:::bucket-' || ${pick(500, 11)}] as resources,
      case when ${pick(500, 12)} = 0 then ['low', 'medium', 'high', 'critical'][(1 + ${pick(4, 13)})::bigint] end as severity, []::varchar[] as rule_ids,
      '{"eventID":"' || md5(n || '-${seed}') || '","requestParameters":{"filler":"' || repeat(md5(n || 'f'), 40) || '"}}' as raw
    from range(${perFile}) t(n) order by event_time
  ) to '${path}' (${mergedFileOptions})`;
}
