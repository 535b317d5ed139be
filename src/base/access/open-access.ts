import { isAPIError } from 'better-auth/api';
import { lt } from 'drizzle-orm';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import { durationMs } from '../../core/duration.ts';
import { roleSchema } from '../../core/role.ts';
import type { Caller } from '../../core/route.ts';
import type { Config } from '../config/config-schema.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import { accessSecret } from './access-secret.ts';
import type { SessionUser } from './contract.ts';
import { createAuth, type Auth } from './create-auth.ts';
import { makeFirstAdministrator, type FirstRun } from './first-administrator.ts';
import { loginHeaders } from './login-headers.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { manageUsers, type UserManager } from './manage-users.ts';
import { bearerToken, matchesSecret } from './matches-secret.ts';
import { sessions } from './tables.ts';

/** Who sent a request, or why nobody is known to have. */
export type Authentication =
  | { readonly status: 'known'; readonly caller: Caller }
  | { readonly status: 'unknown'; readonly because: 'nothing-given' | 'session-expired' | 'wrong-token' };

/** Where a request comes from. */
interface Sender {
  readonly headers: Headers;
  readonly address: string;
}

type SetCookies = readonly string[];

export interface Access {
  /** The administrator that this start made, when it made up the password. Print it, never log it. */
  readonly firstRun: FirstRun | undefined;
  readonly users: UserManager;
  authenticate(headers: Headers): Promise<Authentication>;
  /** Fails with `wrong-password`, which never says whether the name or the password was wrong. */
  login(credentials: { username: string; password: string }, sender: Sender): Promise<{ user: SessionUser; cookies: SetCookies }>;
  logout(headers: Headers): Promise<{ cookies: SetCookies }>;
  /** Ends the user's other sessions. */
  changePassword(passwords: { current: string; next: string }, sender: Sender & { username: string }): Promise<{ cookies: SetCookies }>;
}

export interface AccessOptions {
  readonly store: Store;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** The address that people use: cookies are for https only when it begins so. */
  readonly publicUrl: string;
}

const tokenCaller: Caller = { id: 'admin-token', username: 'admin-token', name: 'Administrator token', role: 'admin', accounts: 'all', by: 'token' };

export async function openAccess({ store, config, clock, log, publicUrl }: AccessOptions): Promise<Access> {
  const { adminPassword, adminToken, sessionLength } = config.access;
  const auth = createAuth({ store, publicUrl, secret: await accessSecret(store), sessionSeconds: Math.ceil(durationMs(sessionLength) / 1_000) });
  const firstRun = await makeFirstAdministrator(store, { password: adminPassword, at: clock() });
  const throttle = createLoginThrottle({ triesPerMinute: config.server.loginTriesPerMinute, clock });
  const { name: cookieName } = (await auth.$context).authCookies.sessionToken;

  return {
    firstRun,
    users: manageUsers({ store, clock }),
    async authenticate(headers) {
      const token = bearerToken(headers);
      if (token !== undefined) {
        if (adminToken !== undefined && matchesSecret(token, adminToken)) return { status: 'known', caller: tokenCaller };
        return { status: 'unknown', because: 'wrong-token' };
      }
      if (!headers.get('cookie')?.includes(`${cookieName}=`)) return { status: 'unknown', because: 'nothing-given' };
      const session = await auth.api.getSession({ headers });
      if (!session) return { status: 'unknown', because: 'session-expired' };
      return { status: 'known', caller: { ...sessionUser(session.user), accounts: 'all', by: 'session' } };
    },
    async login({ username, password }, sender) {
      const tried = { address: sender.address, username };
      throttle.take(tried);
      const { user, cookies } = await signIn(auth, { username, password }, sender);
      throttle.giveBack(tried);
      await store.db.delete(sessions).where(lt(sessions.expiresAt, clock()));
      log.info({ username: user.username, address: sender.address }, 'Logged in');
      return { user, cookies };
    },
    async logout(headers) {
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true });
      return { cookies: answered.getSetCookie() };
    },
    async changePassword({ current, next }, sender) {
      const tried = { address: sender.address, username: sender.username };
      throttle.take(tried);
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const { headers: answered } = await orWrongPassword(auth.api.changePassword({ body, headers: sender.headers, returnHeaders: true }), 'The current password is wrong');
      throttle.giveBack(tried);
      log.info({ username: sender.username }, 'Changed their password');
      return { cookies: answered.getSetCookie() };
    },
  };
}

async function signIn(auth: Auth, body: { username: string; password: string }, sender: Sender) {
  const signing = auth.api.signInUsername({ body, headers: loginHeaders(sender), returnHeaders: true });
  const { headers, response } = await orWrongPassword(signing, 'The username or the password is wrong');
  const cookies = headers.getSetCookie();
  const session = await auth.api.getSession({ headers: new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }) });
  if (!session) throw new Error(`The session of ${response.user.id} was made and cannot be read`);
  return { user: sessionUser(session.user), cookies };
}

async function orWrongPassword<T>(trying: Promise<T>, message: string): Promise<T> {
  try {
    return await trying;
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) throw new AppError('wrong-password', message, { hint: 'Try again; an administrator can set a new password' });
    throw error;
  }
}

function sessionUser(user: { id: string; name: string; role: string; username?: string | null | undefined }): SessionUser {
  return { id: user.id, username: user.username ?? user.name, name: user.name, role: roleSchema.parse(user.role) };
}
