import { randomUUID } from 'node:crypto';
import { and, eq, isNull, lt } from 'drizzle-orm';
import { jwtVerify, SignJWT } from 'jose';
import { JWTExpired } from 'jose/errors';
import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Audit } from '../audit/audit.ts';
import type { Store } from '../store/store.ts';
import { hashToken, makeToken } from './hash-token.ts';
import { userById, type KnownUser } from './read-user.ts';
import { refreshTokens, tokenFamilies } from './tables.ts';

export interface IssuedTokens {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken: string;
  /** When one must log in again, however often it was refreshed. */
  readonly endsAt: string;
}

export type TokenCheck = { readonly status: 'known'; readonly user: KnownUser; readonly familyId: string } | { readonly status: 'expired' } | { readonly status: 'wrong' };

export interface TokenIssuer {
  issue(user: KnownUser, from: { readonly address: string; readonly userAgent: string }): Promise<IssuedTokens>;
  /** A refresh token is changed for another once. A second time it was stolen: all that came of the login ends. */
  refresh(refreshToken: string, address: string): Promise<IssuedTokens>;
  /** Ends the login that a refresh token came of. */
  logout(refreshToken: string): Promise<{ familyId: string; userId: string } | undefined>;
  check(accessToken: string): Promise<TokenCheck>;
}

const issuer = 'watchkeeper';
const audience = 'watchkeeper-api';
export const accessSeconds = 15 * 60;
const refreshPrefix = 'wk_refresh_';
const claimsSchema = z.object({ sub: z.string(), family: z.string() });

export function tokenIssuer({ store, clock, audit, secret, lifetimeMs }: { store: Store; clock: Clock; audit: Audit; secret: () => Promise<string>; lifetimeMs: number }): TokenIssuer {
  const key = async () => new TextEncoder().encode(await secret());

  async function sign(userId: string, familyId: string): Promise<string> {
    const seconds = Math.floor(clock().getTime() / 1_000);
    return new SignJWT({ family: familyId }).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' }).setIssuer(issuer).setAudience(audience).setSubject(userId).setIssuedAt(seconds).setExpirationTime(seconds + accessSeconds).sign(await key());
  }

  async function answer(family: { id: string; userId: string; expiresAt: Date }): Promise<IssuedTokens> {
    const refreshToken = makeToken(refreshPrefix);
    await store.db.insert(refreshTokens).values({ hash: hashToken(refreshToken), familyId: family.id, createdAt: clock(), usedAt: null });
    return { accessToken: await sign(family.userId, family.id), expiresInSeconds: accessSeconds, refreshToken, endsAt: family.expiresAt.toISOString() };
  }

  async function familyOf(refreshToken: string) {
    const [row] = await store.db
      .select({ family: tokenFamilies, token: refreshTokens })
      .from(refreshTokens)
      .innerJoin(tokenFamilies, eq(refreshTokens.familyId, tokenFamilies.id))
      .where(eq(refreshTokens.hash, hashToken(refreshToken)));
    return row;
  }

  async function endReused({ id, userId }: { id: string; userId: string }, address: string): Promise<void> {
    const ended = await store.db.update(tokenFamilies).set({ revokedAt: clock(), revokedBecause: 'reused' }).where(and(eq(tokenFamilies.id, id), isNull(tokenFamilies.revokedAt))).returning({ id: tokenFamilies.id });
    if (ended.length === 0) return;
    const user = await userById(store, userId);
    await audit.add([{ actor: { kind: 'user', id: userId, name: user?.username ?? 'a removed user' }, action: 'token.reused', subject: { kind: 'login', id }, detail: { because: 'A refresh token was used a second time: the login was ended' }, address }]);
  }

  return {
    async issue(user, { address, userAgent }) {
      const now = clock();
      await store.db.delete(tokenFamilies).where(lt(tokenFamilies.expiresAt, now));
      const family = { id: randomUUID(), userId: user.id, ipAddress: address, userAgent: userAgent.slice(0, 500), createdAt: now, refreshedAt: now, expiresAt: new Date(now.getTime() + lifetimeMs), revokedAt: null, revokedBecause: null };
      await store.db.insert(tokenFamilies).values(family);
      return answer(family);
    },
    async refresh(refreshToken, address) {
      const found = await familyOf(refreshToken);
      if (!found) throw refused('The refresh token is not known here');
      const { family } = found;
      const now = clock();
      // Only one of several that come at the same time gets through; the others are a reuse like any other.
      const [taken] = await store.db.update(refreshTokens).set({ usedAt: now }).where(and(eq(refreshTokens.hash, hashToken(refreshToken)), isNull(refreshTokens.usedAt))).returning({ hash: refreshTokens.hash });
      if (!taken) {
        await endReused(family, address);
        throw refused('The refresh token was used before, and what came of its login was ended');
      }
      if (family.revokedAt !== null || family.expiresAt <= now) throw refused('The login has ended');
      await store.db.update(tokenFamilies).set({ refreshedAt: now }).where(eq(tokenFamilies.id, family.id));
      return answer(family);
    },
    async logout(refreshToken) {
      const found = await familyOf(refreshToken);
      if (!found || found.family.revokedAt !== null) return undefined;
      await store.db.update(tokenFamilies).set({ revokedAt: clock(), revokedBecause: 'logged-out' }).where(eq(tokenFamilies.id, found.family.id));
      return { familyId: found.family.id, userId: found.family.userId };
    },
    async check(accessToken) {
      try {
        const { payload } = await jwtVerify(accessToken, await key(), { algorithms: ['HS256'], issuer, audience, typ: 'at+jwt', currentDate: clock() });
        const claims = claimsSchema.parse(payload);
        const [family] = await store.db.select({ revokedAt: tokenFamilies.revokedAt }).from(tokenFamilies).where(and(eq(tokenFamilies.id, claims.family), eq(tokenFamilies.userId, claims.sub)));
        const user = family?.revokedAt === null ? await userById(store, claims.sub) : undefined;
        return user ? { status: 'known', user, familyId: claims.family } : { status: 'expired' };
      } catch (error) {
        if (error instanceof JWTExpired) return { status: 'expired' };
        if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_J')) return { status: 'wrong' };
        throw error;
      }
    },
  };
}

function refused(message: string): AppError {
  return new AppError('session-expired', message, { hint: 'Log in again' });
}
