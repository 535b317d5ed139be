import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import { textArray } from '../../../base/store/text-array.ts';
import type { CallHour } from './call-hour.ts';
import { estimate } from './distinct-count.ts';
import { activityRates } from './tables.ts';
import { rateMemoryHours, type PastHour } from './usual-rate.ts';

/** Fewer in an hour are not worth comparing with, and count as none. */
const leastKept = { calls: 10, errors: 3 } as const;
/** Has a row for each hour of which anything is known, with all calls. */
const anyApi = '';
const rowsAtOnce = 4_000;

/** What is known of the hours before. */
export async function readPast(store: Store, { accountId, region, hour }: CallHour, apis: readonly string[]): Promise<{ readonly covered: readonly PastHour[]; readonly past: ReadonlyMap<string, PastHour[]> }> {
  const rows = await store.db
    .select({ api: activityRates.api, hour: activityRates.hour, calls: activityRates.calls, errors: activityRates.errors })
    .from(activityRates)
    .where(and(eq(activityRates.accountId, accountId), eq(activityRates.region, region), inArray(activityRates.api, [anyApi, ...apis]), gte(activityRates.hour, hour - rateMemoryHours), lt(activityRates.hour, hour)));
  const past = Map.groupBy(rows, ({ api }) => api);
  return { covered: past.get(anyApi) ?? [], past };
}

export interface WrittenRates {
  readonly callHour: CallHour;
  readonly changes: number;
  readonly counts: readonly { readonly api: string; readonly calls: number; readonly errors: number }[];
}

/** Writes what is worth comparing with and was not written yet. What is there is never lowered. */
export async function writeRates(db: Db, callHours: Iterable<CallHour>): Promise<WrittenRates[]> {
  const written = [...callHours].map((callHour) => ({ callHour, changes: callHour.changes, counts: unwrittenOf(callHour) }));
  const rows = written.flatMap(({ callHour: { accountId, region, hour }, counts }) => counts.map((one) => ({ accountId, region, hour, ...one })));
  // In one order, so that two writers cannot wait for each other.
  rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    const texts = (of: (row: (typeof rows)[number]) => string) => textArray(some.map(of));
    const numbers = (of: (row: (typeof rows)[number]) => number) => sql`${sql.param(some.map(of))}::integer[]`;
    const columns = [texts(({ accountId }) => accountId), texts(({ region }) => region), texts(({ api }) => api), numbers(({ hour }) => hour), numbers(({ calls }) => calls), numbers(({ errors }) => errors)];
    await db
      .insert(activityRates)
      .select(sql`select * from unnest(${sql.join(columns, sql`, `)})`)
      .onConflictDoUpdate({
        target: [activityRates.accountId, activityRates.region, activityRates.api, activityRates.hour],
        set: { calls: sql`greatest(${activityRates.calls}, excluded.calls)`, errors: sql`greatest(${activityRates.errors}, excluded.errors)` },
      });
  }
  return written;
}

function unwrittenOf({ apis }: CallHour): WrittenRates['counts'] {
  const all = { api: anyApi, calls: 0, errors: 0 };
  const counts = [...apis.values()].flatMap(({ api, calls, errors, writtenCalls, writtenErrors }) => {
    const now = { api, calls: estimate(calls), errors: estimate(errors) };
    all.calls += now.calls;
    all.errors += now.errors;
    const isKept = now.calls >= leastKept.calls || now.errors >= leastKept.errors;
    return isKept && (now.calls > writtenCalls || now.errors > writtenErrors) ? [now] : [];
  });
  return [all, ...counts];
}

/** What was written does not have to be written again. */
export function noteWritten({ callHour, counts }: WrittenRates): void {
  for (const { api, calls, errors } of counts) {
    const known = callHour.apis.get(api);
    if (!known) continue;
    known.writtenCalls = calls;
    known.writtenErrors = errors;
  }
}

function keyOf({ accountId, region, api, hour }: { accountId: string; region: string; api: string; hour: number }): string {
  return `${accountId} ${region} ${api} ${hour}`;
}
