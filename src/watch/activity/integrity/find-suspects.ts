import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import type { Activity } from '../../../core/activity.ts';
import { sqlTime } from '../lake/filter-sql.ts';
import { askLake, type LakeReading } from '../lake/lake-view.ts';
import { normaliseActivity } from '../normalise-activity.ts';
import { readRecord } from '../read-record.ts';

export interface Suspect {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
  /** Who really stands behind it, where that could be told. */
  readonly actorName: string | null;
  /** It names one of the files; otherwise it only made such a thing possible, or hid it. */
  readonly isExact: boolean;
}

export interface SuspectQuestion {
  readonly bucket: string;
  readonly keys: readonly string[];
  readonly trailName: string;
  readonly from: Date;
  readonly to: Date;
}

const touching = ['DeleteObject', 'DeleteObjects', 'DeleteObjectVersion', 'PutObject', 'CopyObject', 'CompleteMultipartUpload'];
/** Its record does not say which objects. */
const unnamed = 'DeleteObjects';
const opening = ['DeleteBucket', 'PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl', 'PutBucketLifecycle', 'PutBucketVersioning', 'PutBucketEncryption', 'PutObjectLockConfiguration', 'PutBucketReplication', 'DeleteBucketPublicAccessBlock', 'PutBucketPublicAccessBlock'];
const switching = ['StopLogging', 'StartLogging', 'UpdateTrail', 'DeleteTrail', 'PutEventSelectors'];
const mostSuspects = 50;
const recordSchema = z.record(z.string(), z.unknown());

/** Who touched the files, the bucket or the trail in a time, newest first, those who touched the files before all others. CloudTrail's own work is left out. */
export async function findSuspects(lake: LakeReading, { bucket, keys, trailName, from, to }: SuspectQuestion, limits: SqlLimits = {}): Promise<Suspect[]> {
  const list = (names: readonly string[]) => names.map(sqlText).join(', ');
  const rows = await askLake(lake, { from: from.getTime(), to: to.getTime() }, {
    ...limits,
    sql: (events) => `select account_id, actor_name, action, raw from ${events}
      where event_time >= ${sqlTime(from.getTime())} and event_time < ${sqlTime(to.getTime())} and error_code is null and principal_type is distinct from 'service'
        and ((service = 's3' and action in (${list([...touching, ...opening])}) and contains(raw, ${sqlText(`"${bucket}"`)})) or (service = 'cloudtrail' and action in (${list(switching)}) and contains(raw, ${sqlText(trailName)})))
      order by event_time desc limit 1000`,
  });
  const suspects = rows.flatMap((row): Suspect[] => {
    const raw = recordSchema.parse(JSON.parse(String(row['raw'])));
    const record = readRecord(raw);
    if (typeof record === 'string') return [];
    const actorName = typeof row['actor_name'] === 'string' ? row['actor_name'] : null;
    return [{ activity: normaliseActivity(record, String(row['account_id'])), raw, actorName, isExact: touching.includes(String(row['action'])) && namesOne(raw, keys) }];
  });
  return [...suspects.filter(({ isExact }) => isExact), ...suspects.filter(({ isExact, activity: { action } }) => !isExact && (action === unnamed || !touching.includes(action)))].slice(0, mostSuspects);
}

function namesOne({ requestParameters, resources }: Record<string, unknown>, keys: readonly string[]): boolean {
  const text = JSON.stringify([requestParameters, resources]);
  return keys.some((key) => text.includes(key));
}
