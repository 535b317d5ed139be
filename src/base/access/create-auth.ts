import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { username } from 'better-auth/plugins';
import type { Store } from '../store/store.ts';
import { addressHeader } from './login-headers.ts';
import { authAccounts, sessions, users, verifications } from './tables.ts';

export interface AuthOptions {
  readonly store: Store;
  readonly secret: string;
  readonly publicUrl: string;
  readonly sessionSeconds: number;
}

export const shortestPassword = 10;
export const longestPassword = 200;

export type Auth = ReturnType<typeof createAuth>;

/** better-auth as a library: its own HTTP routes are not served, so nothing of it can be reached but what we call. */
export function createAuth({ store, secret, publicUrl, sessionSeconds }: AuthOptions) {
  return betterAuth({
    appName: 'Watchkeeper',
    baseURL: publicUrl,
    secret,
    database: drizzleAdapter(store.db, { provider: 'pg', schema: { user: users, session: sessions, account: authAccounts, verification: verifications } }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: shortestPassword, maxPasswordLength: longestPassword },
    plugins: [username({ displayUsername: false, minUsernameLength: 1, maxUsernameLength: 100, usernameValidator: (name) => !name.includes('\0') })],
    user: { additionalFields: { role: { type: 'string', required: true, input: false } } },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: 'watchkeeper',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
}
