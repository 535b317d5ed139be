import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { Store } from '../store/store.ts';
import { addressHeader } from './login-headers.ts';
import { startSession } from './start-session.ts';
import { authAccounts, sessions, users, verifications } from './tables.ts';

export interface AuthOptions {
  readonly store: Store;
  readonly secret: string;
  readonly publicUrl: string;
  readonly sessionSeconds: number;
}

const cookiePrefix = 'watchkeeper';
/** What its name ends with: over https it begins with `__Secure-`. */
export const sessionCookie = `${cookiePrefix}.session_token`;

export type Auth = ReturnType<typeof createAuth>;

/** better-auth as a library, for sessions and their cookies: its own HTTP routes are not served, so nothing of it can be reached but what we call. */
export function createAuth({ store, secret, publicUrl, sessionSeconds }: AuthOptions) {
  return betterAuth({
    appName: 'Watchkeeper',
    baseURL: publicUrl,
    secret,
    database: drizzleAdapter(store.db, { provider: 'pg', schema: { user: users, session: sessions, account: authAccounts, verification: verifications } }),
    plugins: [startSession],
    user: { additionalFields: { username: { type: 'string', required: true, input: false }, role: { type: 'string', required: true, input: false } } },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
}
