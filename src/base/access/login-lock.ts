import { createHmac } from 'node:crypto';
import { eq, lt, sql } from 'drizzle-orm';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Store } from '../store/store.ts';
import { loginFailures } from './tables.ts';

export interface LoginLock {
  /** Counts a try as failed until it is known to have succeeded; fails with `too-many-requests` while the name is locked. */
  take(username: string): Promise<void>;
  /** The password was right, and more is asked for: that try does not count, the ones before it do. */
  giveBack(username: string): Promise<void>;
  /** It is who they say: the name is free again. */
  release(username: string): Promise<void>;
}

const free = 5;
const firstLockSeconds = 15;
const longestLockSeconds = 900;
const forgottenMs = 86_400_000;

/**
 * Locks a name after some wrong passwords in a row, twice as long each time, for every server of the database and from wherever
 * the tries come. Names that nobody has are locked in the same way, so that a lock tells nothing.
 */
export function createLoginLock({ store, clock, secret }: { store: Store; clock: Clock; secret: () => Promise<string> }): LoginLock {
  const { nameHash, failures, lastAt, lockedUntil } = loginFailures;
  const hashOf = async (username: string) => createHmac('sha256', await secret()).update(`login ${username.toLowerCase()}`).digest('hex');

  return {
    async take(username) {
      const hash = await hashOf(username);
      const now = clock();
      await store.db.delete(loginFailures).where(lt(lastAt, new Date(now.getTime() - forgottenMs)));
      const stamp = now.toISOString();
      const lockOf = sql`case when ${failures} + 1 > ${free} then ${stamp}::timestamptz + make_interval(secs => least(${longestLockSeconds}, ${firstLockSeconds} * power(2, least(20, ${failures} + 1 - ${free} - 1)))) end`;
      const [taken] = await store.db
        .insert(loginFailures)
        .values({ nameHash: hash, failures: 1, lastAt: now, lockedUntil: null })
        .onConflictDoUpdate({ target: nameHash, set: { failures: sql`${failures} + 1`, lastAt: now, lockedUntil: lockOf }, setWhere: sql`${lockedUntil} is null or ${lockedUntil} <= ${stamp}::timestamptz` })
        .returning();
      if (taken) return;
      const [locked] = await store.db.select({ until: lockedUntil }).from(loginFailures).where(eq(nameHash, hash));
      throw isLocked(Math.max(1, Math.ceil(((locked?.until?.getTime() ?? now.getTime()) - now.getTime()) / 1_000)));
    },
    async giveBack(username) {
      await store.db.update(loginFailures).set({ failures: sql`greatest(0, ${failures} - 1)`, lockedUntil: null }).where(eq(nameHash, await hashOf(username)));
    },
    async release(username) {
      await store.db.delete(loginFailures).where(eq(nameHash, await hashOf(username)));
    },
  };
}

function isLocked(seconds: number): AppError {
  return new AppError('too-many-requests', 'There were too many wrong passwords for this name', { hint: `Wait ${seconds} seconds and try again`, retryAfterSeconds: seconds });
}
