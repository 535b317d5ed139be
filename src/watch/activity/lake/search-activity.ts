import type { SqlLimits, SqlRow } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import { AppError } from '../../../core/app-error.ts';
import { decodeCursor, encodeCursor } from '../../../core/page.ts';
import type { ActivityFilter, ActivitySearch, EventPage } from './contract.ts';
import { conditionOf, filesFor, sqlTime } from './filter-sql.ts';
import { eventColumns, keptEventFromRow } from './kept-event-from-row.ts';
import { askFiles, eventsOf, type LakeReading } from './lake-view.ts';
import type { LakeFile } from './list-partition.ts';

/** Kept events, newest first. */
export async function searchActivity(lake: LakeReading, { limit, cursor, ...filter }: ActivitySearch, limits: SqlLimits = {}): Promise<EventPage> {
  const after = cursor === undefined ? undefined : position(cursor);
  const until = after ? new Date(after.at + 1).toISOString() : filter.until;
  const bounded = { ...filter, ...(until === undefined ? {} : { until: earlier(until, filter.until) }) };
  const rows = await newestRows(lake, { filter: bounded, after, count: limit + 1, columns: eventColumns }, limits);
  const events = rows.slice(0, limit).map(keptEventFromRow);
  const last = events.at(-1);
  return { events, next: rows.length > limit && last ? encodeCursor([last.at, last.eventId]) : null };
}

/** Events that a rule matched, newest first. */
export function listSuspicious(lake: LakeReading, query: ActivitySearch, limits: SqlLimits = {}): Promise<EventPage> {
  return searchActivity(lake, query.severity === undefined && query.minSeverity === undefined ? { ...query, minSeverity: 'info' } : query, limits);
}

interface Newest {
  readonly filter: ActivityFilter;
  readonly after: { readonly at: number; readonly eventId: string } | undefined;
  readonly count: number;
  readonly columns: string;
}

/** The first look goes back a day, each further one three times as far: recent events do not wait for old files. */
const firstLookMs = 86_400_000;

async function newestRows(lake: LakeReading, { filter, after, count, columns }: Newest, limits: SqlLimits): Promise<SqlRow[]> {
  const condition = `${conditionOf(filter)}${after ? ` and (event_time, event_id) < (${sqlTime(after.at)}, ${sqlText(after.eventId)})` : ''}`;
  return askFiles(lake, filesFor(filter), async (files) => {
    const rows: SqlRow[] = [];
    for (const { from, to, inside } of looks(files, filter)) {
      const sql = `select ${columns} from ${eventsOf(inside)} where ${condition} and event_time >= ${sqlTime(from)} and event_time < ${sqlTime(to)} order by event_time desc, event_id desc limit ${count - rows.length}`;
      rows.push(...(await lake.duckdb.rows(sql, limits)));
      if (rows.length >= count) break;
    }
    return rows;
  });
}

function* looks(files: readonly LakeFile[], { until }: ActivityFilter) {
  const newest = Math.min(files.reduce((most, { to: end }) => Math.max(most, end), -Infinity) + 1, until === undefined ? Infinity : Date.parse(until));
  const oldest = files.reduce((least, { from }) => Math.min(least, from), Infinity);
  let to = newest;
  for (let length = firstLookMs; to > oldest; length *= 3) {
    const from = to - length;
    const inside = files.filter((file) => file.to >= from && file.from < to);
    if (inside.length > 0) yield { from, to, inside };
    to = from;
  }
}

function position(cursor: string): { at: number; eventId: string } {
  const [at, eventId] = decodeCursor(cursor, 2) ?? [];
  if (at === undefined || eventId === undefined || Number.isNaN(Date.parse(at))) {
    throw new AppError('bad-request', 'The cursor is not one that this list gave out', { hint: 'Start again without a cursor' });
  }
  return { at: Date.parse(at), eventId };
}

function earlier(one: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) < Date.parse(one) ? other : one;
}
