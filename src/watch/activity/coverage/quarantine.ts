import { createHash } from 'node:crypto';
import { and, count, desc, eq, inArray, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import { allows, type AccountScope } from '../../../core/account-scope.ts';
import { AppError } from '../../../core/app-error.ts';
import { decodeCursor, encodeCursor } from '../../../core/page.ts';
import type { DeliveryKind } from '../sources/delivery.ts';
import type { Quarantined } from './contract.ts';
import { activityQuarantine } from './tables.ts';

/** Something that could not be read, with the delivery that it was in. */
export interface Unreadable {
  readonly origin: string;
  readonly source: DeliveryKind;
  readonly what: 'object' | 'message' | 'record';
  readonly reason: string;
  readonly excerpt: string;
  readonly accountId: string | null;
  readonly region: string | null;
}

type Row = typeof activityQuarantine.$inferSelect;

const longestExcerpt = 1_000;
/** A delivery that is nothing but broken must not fill the store. */
const mostPerDelivery = 200;

/** Keeps what could not be read; the same thing again is counted. */
export async function keepQuarantined(db: Db, unreadable: readonly Unreadable[], now: Date): Promise<void> {
  const rows = new Map<string, typeof activityQuarantine.$inferInsert>();
  for (const one of unreadable.slice(0, mostPerDelivery)) {
    const excerpt = withoutSecrets(one.excerpt).slice(0, longestExcerpt).toWellFormed().replaceAll('\0', '\uFFFD');
    const id = createHash('sha256').update([one.origin, one.what, one.reason, excerpt].join('\n')).digest('hex').slice(0, 32);
    rows.set(id, { ...one, id, excerpt, timesSeen: 1, firstSeenAt: now, lastSeenAt: now, retryAskedAt: null });
  }
  if (rows.size === 0) return;
  await db
    .insert(activityQuarantine)
    // In one order, so that two writers cannot wait for each other.
    .values([...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))
    .onConflictDoUpdate({ target: activityQuarantine.id, set: { timesSeen: sql`${activityQuarantine.timesSeen} + 1`, lastSeenAt: now, retryAskedAt: null } });
}

/** What deliveries left in quarantine before is forgotten once they have been read whole. */
export async function releaseQuarantined(db: Db, origins: readonly string[]): Promise<void> {
  await db.delete(activityQuarantine).where(inArray(activityQuarantine.origin, [...origins]));
}

/** Values of fields that hold secrets, and whatever looks like a key or a token, are covered. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/("[^"\\]*(?:secret|password|passwd|token|credential|privatekey)[^"\\]*"\s*:\s*")(?:[^"\\]|\\.)*("?)/gi, '$1…$2')
    .replaceAll(/\b(?:eyJ[\w-]{10,}\.[\w-]+\.[\w-]*|FwoGZX[\w+/=]{20,}|IQoJb3[\w+/=]{20,})/g, '…');
}

export async function listQuarantine(store: Store, { limit, cursor, accountId }: { limit: number; cursor?: string | undefined; accountId?: string | undefined }, scope: AccountScope): Promise<{ quarantined: Quarantined[]; total: number; next: string | null }> {
  const ofAccount = and(accountId === undefined ? undefined : eq(activityQuarantine.accountId, accountId), quarantinedIn(scope));
  const rows = await store.db
    .select()
    .from(activityQuarantine)
    .where(and(ofAccount, cursor === undefined ? undefined : after(cursor)))
    .orderBy(desc(activityQuarantine.lastSeenAt), desc(activityQuarantine.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    quarantined: shown.map(presented),
    total: await countQuarantined(store, ofAccount),
    next: rows.length > limit && last ? encodeCursor([last.lastSeenAt.toISOString(), last.id]) : null,
  };
}

export async function countQuarantined(store: Store, where?: SQL): Promise<number> {
  const [row] = await store.db.select({ total: count() }).from(activityQuarantine).where(where);
  return row?.total ?? 0;
}

/** Of those accounts: what is of no known account may be of any. */
export function quarantinedIn(scope: AccountScope): SQL | undefined {
  return scope === 'all' ? undefined : inArray(activityQuarantine.accountId, [...scope]);
}

/** Only what still stands where it was read can be read again. */
export async function askForRetry(store: Store, id: string, { now, scope }: { now: Date; scope: AccountScope }): Promise<Quarantined> {
  const [known] = await store.db.select().from(activityQuarantine).where(eq(activityQuarantine.id, id));
  if (!known || !allows(scope, known.accountId)) throw new AppError('not-found', `Nothing in quarantine has the id ${id}`, { hint: 'GET /api/activity/quarantine lists what is there' });
  if (!canRetry(known)) throw new AppError('conflict', `${known.origin} cannot be read again: it is gone from where it came from`, { hint: 'What could be read of it is kept; ingest a repaired copy with watchkeeper ingest' });
  const [asked] = await store.db.update(activityQuarantine).set({ retryAskedAt: now }).where(eq(activityQuarantine.id, id)).returning();
  return presented(asked ?? known);
}

/** The objects of an account that a person asked to read again. */
export async function objectsToRetry(store: Store, accountIds: readonly string[]): Promise<{ origin: string; accountId: string | null; region: string | null }[]> {
  const rows = await store.db.selectDistinct({ origin: activityQuarantine.origin, accountId: activityQuarantine.accountId, region: activityQuarantine.region }).from(activityQuarantine).where(isNotNull(activityQuarantine.retryAskedAt));
  return rows.filter(({ accountId }) => accountId === null || accountIds.includes(accountId));
}

/** Asked for, and tried. Where it could be read, what was not found wrong with it again is forgotten. */
export async function noteRetried(db: Db, origin: string, { since, wasRead }: { since: Date; wasRead: boolean }): Promise<void> {
  const ofOrigin = eq(activityQuarantine.origin, origin);
  if (wasRead) await db.delete(activityQuarantine).where(and(ofOrigin, lt(activityQuarantine.lastSeenAt, since)));
  await db.update(activityQuarantine).set({ retryAskedAt: null }).where(ofOrigin);
}

function canRetry({ origin }: Row): boolean {
  return origin.startsWith('s3://');
}

function presented(row: Row): Quarantined {
  return {
    ...row,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    retryAskedAt: row.retryAskedAt?.toISOString() ?? null,
    canRetry: canRetry(row),
  };
}

function after(cursor: string) {
  const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (Number.isNaN(Date.parse(at))) throw new AppError('bad-request', 'The cursor is not one that this list gave out', { hint: 'Start again without a cursor' });
  const lastSeenAt = new Date(at);
  return or(lt(activityQuarantine.lastSeenAt, lastSeenAt), and(eq(activityQuarantine.lastSeenAt, lastSeenAt), lt(activityQuarantine.id, id)));
}
