import { z } from 'zod';
import type { SqlLimits } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import { AppError } from '../../../core/app-error.ts';
import type { KeptEvent } from './contract.ts';
import { eventColumns, keptEventFromRow } from './kept-event-from-row.ts';
import { askLake, type LakeReading } from './lake-view.ts';

const recordSchema = z.record(z.string(), z.unknown());

/** One event with its record. Only the lake is asked: nobody waits for AWS here. */
export async function getEvent(lake: LakeReading, { id, at }: { id: string; at?: string | undefined }, limits: SqlLimits = {}): Promise<{ event: KeptEvent; record: Record<string, unknown> }> {
  const ms = at === undefined ? undefined : Date.parse(at);
  const [row] = await askLake(lake, ms === undefined ? {} : { from: ms, to: ms + 1 }, {
    sql: (events) => `select ${eventColumns}, raw from ${events} where event_id = ${sqlText(id)} limit 1`,
    ...limits,
  });
  if (!row) throw new AppError('not-found', `The lake has no event ${id}`, { hint: 'It may be older than what is kept, not have been delivered yet, or be at another time' });
  return { event: keptEventFromRow(row), record: recordSchema.parse(JSON.parse(String(row['raw']))) };
}
