import { lt, sql } from 'drizzle-orm';
import type { Db, Store } from '../../../base/store/store.ts';
import { textArray } from '../../../base/store/text-array.ts';
import type { Actor } from '../../../core/actor.ts';
import type { Clock } from '../../../core/clock.ts';
import { rememberActors } from './remember-actors.ts';
import type { CallRecord, SessionLinks } from './resolve-actor.ts';
import { betterLink, linkFromStored, linkRank, sessionLinkOf, storedLink, type SessionLink, type SessionRecord } from './session-link.ts';
import { activitySessions } from './tables.ts';

export interface OpenSessionLinks extends SessionLinks {
  /** Who stands behind a call, as far as it is known now. */
  actorOf(record: CallRecord): Actor;
  /**
   * Learns what a delivery tells, and brings in what earlier ones told of the keys that it names. After this `of` answers for them.
   * `learned` are the keys that were told of now: events of theirs that came earlier can be resolved again.
   */
  prepare(records: readonly SessionRecord[]): Promise<{ readonly learned: readonly SessionLink[] }>;
  /** Keeps what was learned, as a part of the transaction that moves the checkpoint. */
  commit(db: Db, learned: readonly SessionLink[]): Promise<void>;
  /** Forgets sessions that ended too long ago for an event of theirs to come still. */
  forget(): Promise<void>;
}

const rowsAtOnce = 2_000;
const keptAfterEndMs = 14 * 86_400_000;
/** Another process may have told of a key since. */
const missHoldsMs = 60_000;
const mostHops = 16;

/** Keys that are known are held in memory, the least lately asked for leaving first. */
export function openSessionLinks({ store, clock, most = 30_000 }: { store: Store; clock: Clock; most?: number }): OpenSessionLinks {
  const links = new Map<string, SessionLink>();
  const misses = new Map<string, number>();

  const hold = (link: SessionLink) => {
    const known = links.get(link.accessKeyId);
    links.delete(link.accessKeyId);
    links.set(link.accessKeyId, known ? betterLink(known, link) : link);
    misses.delete(link.accessKeyId);
  };

  const load = async (keys: readonly string[]) => {
    for (let at = 0; at < keys.length; at += rowsAtOnce) {
      const some = keys.slice(at, at + rowsAtOnce);
      const { accessKeyId, body } = activitySessions;
      const found = await store.db.select({ accessKeyId, body }).from(activitySessions).where(sql`${accessKeyId} = any(${textArray(some)})`);
      for (const one of found) hold(linkFromStored(one.accessKeyId, one.body));
    }
    const now = clock().getTime();
    for (const key of keys) if (!links.has(key)) misses.set(key, now + missHoldsMs);
  };

  const isUnknown = (key: string) => {
    // Asked for again: it leaves last.
    const known = links.get(key);
    if (known) {
      links.delete(key);
      links.set(key, known);
      return false;
    }
    return (misses.get(key) ?? 0) < clock().getTime();
  };

  const of = (accessKeyId: string) => links.get(accessKeyId);
  return {
    of,
    actorOf: rememberActors({ of }),
    async prepare(records) {
      trim(links, most);
      trim(misses, most);
      const learned = new Map<string, SessionLink>();
      const asked = new Set<string>();
      for (const record of records) {
        const key = record.userIdentity.accessKeyId;
        if (key?.startsWith('ASIA') === true) asked.add(key);
        const link = sessionLinkOf(record);
        if (!link) continue;
        const known = learned.get(link.accessKeyId);
        learned.set(link.accessKeyId, known ? betterLink(known, link) : link);
      }
      for (const link of learned.values()) hold(link);
      let wanted = [...asked];
      for (let hop = 0; hop < mostHops && wanted.length > 0; hop += 1) {
        const unknown = wanted.filter(isUnknown);
        if (unknown.length > 0) await load(unknown);
        wanted = wanted.flatMap((key) => links.get(key)?.caller.accessKeyId ?? []).filter((key) => key.startsWith('ASIA') && !asked.has(key));
        for (const key of wanted) asked.add(key);
      }
      return { learned: [...learned.values()] };
    },
    async commit(db, learned) {
      // In one order, so that two writers cannot wait for each other.
      const sorted = [...learned].sort((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
      for (let at = 0; at < sorted.length; at += rowsAtOnce) await writeLinks(db, sorted.slice(at, at + rowsAtOnce));
    },
    async forget() {
      const before = new Date(clock().getTime() - keptAfterEndMs);
      await store.db.delete(activitySessions).where(lt(activitySessions.expiresAt, before));
    },
  };
}

/** A parameter for each column instead of one for each field: there are thousands of rows. */
async function writeLinks(db: Db, links: readonly SessionLink[]): Promise<void> {
  const texts = (of: (link: SessionLink) => string) => textArray(links.map(of));
  const columns = [texts(({ accessKeyId }) => accessKeyId), sql`${sql.param(links.map(linkRank))}::integer[]`, texts(({ eventId }) => eventId), texts((link) => JSON.stringify(storedLink(link))), texts(({ expiresAtMs }) => new Date(expiresAtMs).toISOString())];
  await db
    .insert(activitySessions)
    .select(sql`select key, rank::smallint, event_id, body::json, expires_at::timestamptz from unnest(${sql.join(columns, sql`, `)}) as link (key, rank, event_id, body, expires_at)`)
    .onConflictDoUpdate({
      target: activitySessions.accessKeyId,
      set: { rank: sql`excluded.rank`, eventId: sql`excluded.event_id`, body: sql`excluded.body`, expiresAt: sql`excluded.expires_at` },
      setWhere: sql`excluded.rank > ${activitySessions.rank} or (excluded.rank = ${activitySessions.rank} and excluded.event_id < ${activitySessions.eventId})`,
    });
}

function trim(held: Map<string, unknown>, most: number): void {
  for (const key of held.keys()) {
    if (held.size <= most) return;
    held.delete(key);
  }
}
