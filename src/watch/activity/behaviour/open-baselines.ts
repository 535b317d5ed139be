import { and, countDistinct, eq, inArray, lt, ne, sql } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Combination, Dimension } from './combinations.ts';
import { activityBaselines } from './tables.ts';

export interface Span {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What is known of one principal or account. */
export interface Baseline {
  /** Null where it has never been seen. */
  seen(dimension: Dimension, value: string): Span | null;
  /** How many values of a dimension it has been seen with. */
  breadth(dimension: Dimension): number;
  /** When it was first seen at all. */
  readonly firstMs: number;
}

export interface Baselines {
  load(entities: Iterable<string>): Promise<void>;
  of(entity: string): Baseline;
  widen(entity: string, peers: string, news: { readonly combinations: readonly Combination[]; readonly atMs: number }): void;
  /** Writes what is not stored yet; call `kept` of the answer once the transaction is done. */
  commit(db: Db): Promise<{ kept(): void }>;
  /** How many peers there are, and how many of them were seen with the value. */
  peersWith(entity: string, peers: string, combination: Combination): Promise<{ all: number; same: number }>;
  forget(): Promise<void>;
}

interface Entry {
  firstMs: number;
  lastMs: number;
  readonly peers: string;
}

interface Known {
  readonly values: Map<Dimension, Map<string, Entry>>;
  loadedAtMs: number;
}

interface Dirty {
  readonly entity: string;
  readonly dimension: Dimension;
  readonly value: string;
  readonly entry: Entry;
}

const rowsAtOnce = 3_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const keptDays = 90;
/** Other processes widen baselines as well. */
const freshMs = 300_000;
/** Whoever has more values than this of a dimension has no habit in it. */
const mostValues = 512;

export function openBaselines({ store, clock, mostEntities = 20_000 }: { store: Store; clock: Clock; mostEntities?: number }): Baselines {
  const known = new Map<string, Known>();
  const dirty = new Map<Entry, Dirty>();

  const knownOf = (entity: string): Known => {
    const one = known.get(entity) ?? { values: new Map(), loadedAtMs: 0 };
    known.set(entity, one);
    return one;
  };
  const widenValue = (entity: string, [dimension, value]: Combination, news: Entry): Dirty | null => {
    const values = knownOf(entity).values;
    const entries = values.get(dimension) ?? new Map<string, Entry>();
    values.set(dimension, entries);
    const entry = entries.get(value);
    if (!entry) {
      if (entries.size >= mostValues) return null;
      entries.set(value, news);
      return { entity, dimension, value, entry: news };
    }
    // The last time is kept to the week, so that busy principals do not write a row per event.
    const isChanged = news.firstMs < entry.firstMs || Math.floor(news.lastMs / weekMs) > Math.floor(entry.lastMs / weekMs);
    entry.firstMs = Math.min(entry.firstMs, news.firstMs);
    entry.lastMs = Math.max(entry.lastMs, news.lastMs);
    return isChanged ? { entity, dimension, value, entry } : null;
  };

  return {
    async load(entities) {
      if (known.size > mostEntities) evict(known, dirty, mostEntities);
      const now = clock().getTime();
      const stale = [...new Set(entities)].filter((entity) => (known.get(entity)?.loadedAtMs ?? 0) < now - freshMs);
      for (let at = 0; at < stale.length; at += rowsAtOnce) {
        const rows = await store.db.select().from(activityBaselines).where(inArray(activityBaselines.entity, stale.slice(at, at + rowsAtOnce)));
        for (const row of rows) widenValue(row.entity, [row.dimension, row.value], { firstMs: row.firstSeenAt.getTime(), lastMs: row.lastSeenAt.getTime(), peers: row.peers });
      }
      for (const entity of stale) knownOf(entity).loadedAtMs = now;
    },
    of(entity) {
      const { values } = knownOf(entity);
      let firstMs = Number.POSITIVE_INFINITY;
      for (const entry of values.get('day')?.values() ?? []) firstMs = Math.min(firstMs, entry.firstMs);
      return { firstMs, seen: (dimension, value) => values.get(dimension)?.get(value) ?? null, breadth: (dimension) => values.get(dimension)?.size ?? 0 };
    },
    widen(entity, peers, { combinations, atMs }) {
      for (const combination of combinations) {
        const changed = widenValue(entity, combination, { firstMs: atMs, lastMs: atMs, peers });
        if (changed) dirty.set(changed.entry, changed);
      }
    },
    async commit(db) {
      const written = [...dirty.values()].map((one) => ({ ...one, firstMs: one.entry.firstMs, lastMs: one.entry.lastMs }));
      // In one order, so that two writers cannot wait for each other.
      const rows = written.map(rowOf).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      for (let at = 0; at < rows.length; at += rowsAtOnce) {
        await db
          .insert(activityBaselines)
          .values(rows.slice(at, at + rowsAtOnce))
          .onConflictDoUpdate({
            target: [activityBaselines.entity, activityBaselines.dimension, activityBaselines.value],
            set: { firstSeenAt: sql`least(${activityBaselines.firstSeenAt}, excluded.first_seen_at)`, lastSeenAt: sql`greatest(${activityBaselines.lastSeenAt}, excluded.last_seen_at)` },
          });
      }
      return {
        kept() {
          for (const { entry, firstMs, lastMs } of written) if (entry.firstMs === firstMs && entry.lastMs === lastMs) dirty.delete(entry);
        },
      };
    },
    async peersWith(entity, peers, [dimension, value]) {
      const count = async (of: Combination[0], wanted: string | null) => {
        const isOne = and(eq(activityBaselines.peers, peers), eq(activityBaselines.dimension, of), ne(activityBaselines.entity, entity), wanted === null ? undefined : eq(activityBaselines.value, wanted));
        const [row] = await store.db.select({ n: countDistinct(activityBaselines.entity) }).from(activityBaselines).where(isOne);
        return row?.n ?? 0;
      };
      return { all: await count('day', null), same: await count(dimension, value) };
    },
    async forget() {
      await store.db.delete(activityBaselines).where(lt(activityBaselines.lastSeenAt, new Date(clock().getTime() - keptDays * dayMs)));
    },
  };
}

function rowOf({ entity, dimension, value, entry, firstMs, lastMs }: Dirty & Span): typeof activityBaselines.$inferInsert {
  return { entity, dimension, value, peers: entry.peers, firstSeenAt: new Date(firstMs), lastSeenAt: new Date(lastMs) };
}

function keyOf({ entity, dimension, value }: { entity: string; dimension: string; value: string }): string {
  return `${entity}\n${dimension}\n${value}`;
}

/** The least lately met leave, unless something of theirs is not stored yet. */
function evict(known: Map<string, Known>, dirty: ReadonlyMap<Entry, Dirty>, most: number): void {
  const unsaved = new Set([...dirty.values()].map(({ entity }) => entity));
  for (const entity of known.keys()) {
    if (known.size <= most * 0.9) return;
    if (!unsaved.has(entity)) known.delete(entity);
  }
}
