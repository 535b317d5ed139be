import { and, desc, eq, gt, isNull, ne } from 'drizzle-orm';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Db, Store } from '../store/store.ts';
import type { SessionFacts } from './contract.ts';
import { sessions, tokenFamilies, users } from './tables.ts';

export interface SessionManager {
  /** Of one user, or of everybody; the newest first. */
  list(of: { readonly userId?: string }): Promise<Omit<SessionFacts, 'isCurrent'>[]>;
  revoke(id: string, of: { readonly userId?: string }): Promise<{ userId: string; username: string; kind: SessionFacts['kind'] }>;
}

export function manageSessions({ store, clock }: { store: Store; clock: Clock }): SessionManager {
  async function list({ userId }: { readonly userId?: string }): Promise<(Omit<SessionFacts, 'isCurrent'> & { userId: string })[]> {
    const now = clock();
    const browsers = await store.db
      .select({ id: sessions.id, userId: sessions.userId, username: users.username, address: sessions.ipAddress, userAgent: sessions.userAgent, createdAt: sessions.createdAt, lastSeenAt: sessions.updatedAt, expiresAt: sessions.expiresAt })
      .from(sessions)
      .innerJoin(users, eq(sessions.userId, users.id))
      .where(and(gt(sessions.expiresAt, now), userId === undefined ? undefined : eq(sessions.userId, userId)))
      .orderBy(desc(sessions.createdAt));
    const programs = await store.db
      .select({ id: tokenFamilies.id, userId: tokenFamilies.userId, username: users.username, address: tokenFamilies.ipAddress, userAgent: tokenFamilies.userAgent, createdAt: tokenFamilies.createdAt, lastSeenAt: tokenFamilies.refreshedAt, expiresAt: tokenFamilies.expiresAt })
      .from(tokenFamilies)
      .innerJoin(users, eq(tokenFamilies.userId, users.id))
      .where(and(gt(tokenFamilies.expiresAt, now), isNull(tokenFamilies.revokedAt), userId === undefined ? undefined : eq(tokenFamilies.userId, userId)))
      .orderBy(desc(tokenFamilies.createdAt));
    const of = (kind: SessionFacts['kind']) => (row: (typeof browsers)[number]) => ({ ...row, kind, createdAt: row.createdAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString(), expiresAt: row.expiresAt.toISOString() });
    return [...browsers.map(of('browser')), ...programs.map(of('token'))].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  return {
    list,
    async revoke(id, of) {
      const known = (await list(of)).find((one) => one.id === id);
      if (!known) throw new AppError('not-found', `There is no session ${id}`, { hint: 'GET /api/sessions lists them' });
      if (known.kind === 'browser') await store.db.delete(sessions).where(eq(sessions.id, id));
      else await store.db.update(tokenFamilies).set({ revokedAt: clock(), revokedBecause: 'revoked' }).where(eq(tokenFamilies.id, id));
      return { userId: known.userId, username: known.username, kind: known.kind };
    },
  };
}

/** Every login of a user, or every one but that; keys stay. */
export async function endLogins(db: Db, userId: string, { at, butSession }: { readonly at: Date; readonly butSession?: string | undefined }): Promise<void> {
  await db.delete(sessions).where(and(eq(sessions.userId, userId), butSession === undefined ? undefined : ne(sessions.id, butSession)));
  await db.update(tokenFamilies).set({ revokedAt: at, revokedBecause: 'revoked' }).where(and(eq(tokenFamilies.userId, userId), isNull(tokenFamilies.revokedAt), butSession === undefined ? undefined : ne(tokenFamilies.id, butSession)));
}
