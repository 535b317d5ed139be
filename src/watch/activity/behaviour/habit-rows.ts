import { count, gt, inArray, lt, sql } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import { textArray } from '../../../base/store/text-array.ts';
import type { Clock } from '../../../core/clock.ts';
import { activityHabits } from './tables.ts';
import { dayOf } from './weeks-seen.ts';

/** Something with habits, in memory. */
export interface HabitRow {
  readonly key: string;
  readonly principal: string | null;
  readonly peers: string | null;
  oddDay: number | null;
  untilDay: number;
  /** Whether a row of it says whose it is. */
  isIntroduced: boolean;
  readAtMs: number;
  /** The names of lines that are not stored yet, each with the change that it was. */
  readonly unsaved: Map<string, number>;
  /** How often it was changed. */
  changes: number;
  lineOf(name: string): string;
  /** The names of all lines. */
  names(): string[];
  /** Takes over lines that are stored. */
  merge(lines: string): void;
}

export interface HabitRows {
  /** Reads what was not read lately: others learn as well. */
  read(rows: readonly HabitRow[]): Promise<void>;
  changed(row: HabitRow, name: string): void;
  isChanged(row: HabitRow): boolean;
  /** Adds what is not stored yet; call what it answers with once the transaction is done. */
  commit(db: Db): Promise<() => void>;
  /** Forgets what is too old, and makes one row of many. */
  fold(newRow: (key: string) => HabitRow): Promise<void>;
}

const rowsAtOnce = 2_000;
const freshMs = 300_000;
const mostRowsOfKey = 6;
const keysAtOnce = 200;

export function openHabitRows({ store, clock }: { store: Store; clock: Clock }): HabitRows {
  const changed = new Set<HabitRow>();

  return {
    async read(rows) {
      const now = clock().getTime();
      const stale = rows.filter(({ readAtMs }) => readAtMs < now - freshMs);
      for (let at = 0; at < stale.length; at += rowsAtOnce) await readRows(store.db, stale.slice(at, at + rowsAtOnce));
      for (const row of stale) row.readAtMs = now;
    },
    changed(row, name) {
      row.changes += 1;
      row.unsaved.set(name, row.changes);
      changed.add(row);
    },
    isChanged: (row) => changed.has(row),
    async commit(db) {
      const rows = [...changed].map((row) => ({ row, changes: row.changes, oddDay: row.unsaved.has(oddName) ? row.oddDay : null, lines: [...row.unsaved.keys()].map((name) => row.lineOf(name)).join('\n') }));
      for (let at = 0; at < rows.length; at += rowsAtOnce) await addRows(db, rows.slice(at, at + rowsAtOnce).map(({ row, oddDay, lines }) => ({ ...factsOf(row), oddDay, lines })));
      return () => {
        for (const { row, changes } of rows) {
          row.isIntroduced = true;
          for (const [name, at] of row.unsaved) if (at <= changes) row.unsaved.delete(name);
          if (row.unsaved.size === 0) changed.delete(row);
        }
      };
    },
    async fold(newRow) {
      const { key, untilDay } = activityHabits;
      await store.db.delete(activityHabits).where(lt(untilDay, dayOf(clock().getTime())));
      for (;;) {
        const many = await store.db.select({ key }).from(activityHabits).groupBy(key).having(gt(count(), mostRowsOfKey)).limit(keysAtOnce);
        if (many.length === 0) return;
        await store.db.transaction((db) => foldKeys(db, many.map((one) => one.key), newRow));
      }
    },
  };
}

/** All lines that are about days on which something was unusual have one name. */
export const oddName = 'o';

type NewRow = Omit<typeof activityHabits.$inferSelect, 'id'>;

function factsOf({ key, isIntroduced, principal, peers, untilDay }: HabitRow): Omit<NewRow, 'lines' | 'oddDay'> {
  return { key, untilDay, principal: isIntroduced ? null : principal, peers: isIntroduced ? null : peers };
}

/** A statement for each column instead of a parameter for each field: there are thousands of rows. */
async function addRows(db: Db, rows: readonly NewRow[]): Promise<void> {
  if (rows.length === 0) return;
  const texts = (of: (row: NewRow) => string | null) => textArray(rows.map(of));
  const numbers = (of: (row: NewRow) => number | null) => sql`${sql.param(rows.map(of))}::integer[]`;
  const columns = [texts(({ key }) => key), texts(({ principal }) => principal), texts(({ peers }) => peers), numbers(({ oddDay }) => oddDay), numbers(({ untilDay }) => untilDay), texts(({ lines }) => lines)];
  await db.execute(sql`insert into ${activityHabits} (key, principal, peers, odd_day, until_day, lines) select * from unnest(${sql.join(columns, sql`, `)})`);
}

async function readRows(db: Db, rows: readonly HabitRow[]): Promise<void> {
  const { key, lines, principal, oddDay } = activityHabits;
  const wanted = sql`${key} = any(${textArray(rows.map((row) => row.key))})`;
  const rowOf = new Map(rows.map((row) => [row.key, row]));
  for (const found of await db.select({ key, lines, principal, oddDay }).from(activityHabits).where(wanted)) {
    const row = rowOf.get(found.key);
    if (!row) continue;
    row.merge(found.lines);
    row.isIntroduced ||= found.principal !== null || row.principal === null;
  }
}

/** Rows that another adds meanwhile are not seen here, and stay. */
async function foldKeys(db: Db, keys: readonly string[], newRow: (key: string) => HabitRow): Promise<void> {
  const rows = await db.select().from(activityHabits).where(inArray(activityHabits.key, [...keys])).orderBy(activityHabits.id).for('update');
  const folded = [...Map.groupBy(rows, ({ key }) => key)].map(([key, some]): NewRow => {
    const row = newRow(key);
    for (const { lines } of some) row.merge(lines);
    const oddDays = some.flatMap(({ oddDay }) => oddDay ?? []);
    return {
      key,
      principal: some.find(({ principal }) => principal !== null)?.principal ?? null,
      peers: some.find(({ peers }) => peers !== null)?.peers ?? null,
      oddDay: oddDays.length === 0 ? null : Math.max(...oddDays),
      untilDay: Math.max(...some.map(({ untilDay }) => untilDay)),
      lines: row.names().map((name) => row.lineOf(name)).join('\n'),
    };
  });
  await addRows(db, folded);
  await db.delete(activityHabits).where(inArray(activityHabits.id, rows.map(({ id }) => id)));
}
