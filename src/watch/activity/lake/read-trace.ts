import { sqlText } from '../../../base/lake/sql-text.ts';
import type { Activity } from '../../../core/activity.ts';
import { cloudTrailRecordSchema } from '../cloudtrail-record.ts';
import { normaliseActivity } from '../normalise-activity.ts';
import { conditionOf, filesFor } from './filter-sql.ts';
import { askLake, type LakeReading } from './lake-view.ts';

/** One key, or one principal where there is no key, at work from one address. */
export interface Trace {
  readonly accountId: string;
  readonly accessKeyId: string | null;
  readonly principalArn: string | null;
  readonly sourceAddress: string;
  readonly from: Date;
  readonly to: Date;
}

export interface TracedEvent {
  readonly activity: Activity;
  readonly raw: Record<string, unknown>;
}

/** What was done on a trace, in every region: the `most` that are nearest to the middle of its time, oldest first. */
export async function readTrace(lake: LakeReading, { accountId, accessKeyId, principalArn, sourceAddress, from, to }: Trace, most: number): Promise<TracedEvent[]> {
  const filter = { since: from.toISOString(), until: to.toISOString(), accountId, address: sourceAddress, ...(accessKeyId === null ? {} : { accessKeyId }) };
  const who = accessKeyId === null ? ` and principal_arn = ${sqlText(principalArn ?? '')}` : '';
  const middle = (from.getTime() + to.getTime()) / 2;
  const rows = await askLake(lake, filesFor(filter), { sql: (events) => `select raw from ${events} where ${conditionOf(filter)}${who} order by abs(epoch_ms(event_time) - ${Math.round(middle)}) limit ${most}` });
  const traced = rows.flatMap(({ raw }) => {
    const record = cloudTrailRecordSchema.safeParse(JSON.parse(String(raw)));
    return record.success ? [{ activity: normaliseActivity(record.data, accountId), raw: { ...record.data } }] : [];
  });
  return traced.sort((a, b) => (a.activity.at < b.activity.at ? -1 : 1));
}
