import { and, eq, lt } from 'drizzle-orm';
import { hashPassword } from 'better-auth/crypto';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import { durationMs } from '../../core/duration.ts';
import type { Role } from '../../core/role.ts';
import type { Caller } from '../../core/route.ts';
import type { Audit } from '../audit/audit.ts';
import type { Config } from '../config/config-schema.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import { accessSecret, type Seals } from './access-secret.ts';
import { authenticator, type Authentication } from './authenticate.ts';
import { createAuth, type Auth } from './create-auth.ts';
import { openSecondFactors, type SecondFactors } from './factor/second-factor.ts';
import { makeFirstAdministrator, type FirstRun } from './first-administrator.ts';
import { tokenIssuer, type TokenIssuer } from './issue-tokens.ts';
import { loginHeaders } from './login-headers.ts';
import { createLoginLock } from './login-lock.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { manageKeys, type KeyManager } from './manage-keys.ts';
import { endLogins, manageSessions, type SessionManager } from './manage-sessions.ts';
import { manageUsers, type UserManager } from './manage-users.ts';
import { checkPassword } from './password-rules.ts';
import { identityProver, type Credentials, type ProveIdentity } from './prove-identity.ts';
import { callerOf, mustEnrol, userById, type KnownUser } from './read-user.ts';
import { authAccounts, sessions } from './tables.ts';

/** Where a request comes from. */
export interface Sender {
  readonly headers: Headers;
  readonly address: string;
}

type SetCookies = readonly string[];

export interface StartedSession {
  readonly caller: Caller;
  readonly cookies: SetCookies;
}

export interface Access {
  /** The administrator that this start made, when it made up the password. Print it, never log it. */
  readonly firstRun: FirstRun | undefined;
  readonly users: UserManager;
  readonly sessions: SessionManager;
  readonly keys: KeyManager;
  readonly tokens: TokenIssuer;
  readonly factors: SecondFactors;
  readonly audit: Audit;
  readonly clock: Clock;
  /** Roles that must have a second factor. */
  readonly secondFactorFor: readonly Role[];
  authenticate(headers: Headers, address?: string): Promise<Authentication>;
  readonly proveIdentity: ProveIdentity;
  /** Undefined when a code of the second factor is needed too. Fails with `wrong-password`, which never says whether the name or the password was wrong. */
  login(credentials: Credentials, sender: Sender): Promise<StartedSession | undefined>;
  /** For who has proven elsewhere who they are. */
  startSession(user: KnownUser, sender: Sender, by: 'password' | 'single-sign-on'): Promise<StartedSession>;
  logout(headers: Headers): Promise<{ cookies: SetCookies }>;
  /** The password again, and the code where one is given, before something that a borrowed session must not do. */
  confirmIdentity(person: Caller, proof: { password: string; code?: string; address: string }): Promise<void>;
  /** Ends the user's other logins. */
  changePassword(passwords: { current: string; next: string }, sender: Sender & { person: Caller }): Promise<{ cookies: SetCookies }>;
  endOtherLogins(person: Caller): Promise<void>;
  endLoginsOf(userId: string): Promise<void>;
}

export interface AccessOptions {
  readonly store: Store;
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly seals: Seals;
  readonly audit: Audit;
  /** The address that people use: cookies are for https only when it begins so. */
  readonly publicUrl: string;
}

export async function openAccess({ store, config, clock, log, seals, audit, publicUrl }: AccessOptions): Promise<Access> {
  const { adminPassword, adminToken, sessionLength, tokenLength, secondFactorFor } = config.access;
  // Opened when first needed: a keyring that does not answer keeps people from logging in, and nobody from starting.
  const secret = onceItWorks(() => accessSecret({ store, seals }, 'cookies'));
  const auth = onceItWorks(async () => createAuth({ store, publicUrl, secret: await secret(), sessionSeconds: Math.ceil(durationMs(sessionLength) / 1_000) }));
  const firstRun = await makeFirstAdministrator(store, { password: adminPassword, at: clock() });
  const factors = openSecondFactors({ store, seals, clock });
  const proveIdentity = identityProver({
    store,
    factors,
    audit,
    throttle: createLoginThrottle({ triesPerMinute: config.server.loginTriesPerMinute, clock }),
    lock: createLoginLock({ store, clock, secret }),
  });
  const keys = manageKeys({ store, clock });
  const tokens = tokenIssuer({ store, clock, audit, secret: onceItWorks(() => accessSecret({ store, seals }, 'tokens')), lifetimeMs: durationMs(tokenLength) });
  const authenticate = authenticator({ store, auth, keys, tokens, adminToken, secondFactorFor });

  async function startSession(user: KnownUser, sender: Sender, by: 'password' | 'single-sign-on'): Promise<StartedSession> {
    const { sessionId, cookies } = await begin(await auth(), user.id, sender);
    await store.db.delete(sessions).where(lt(sessions.expiresAt, clock()));
    await audit.add([{ actor: { kind: 'user', id: user.id, name: user.username }, action: 'login.succeeded', subject: { kind: 'user', id: user.id }, detail: { by }, address: sender.address }]);
    log.info({ username: user.username, address: sender.address }, 'Logged in');
    return { caller: callerOf(user, { by: 'session', credentialId: sessionId, mustEnrol: mustEnrol(user, secondFactorFor) }), cookies };
  }

  const access: Access = {
    firstRun,
    users: manageUsers({ store, clock }),
    sessions: manageSessions({ store, clock }),
    keys,
    tokens,
    factors,
    audit,
    clock,
    secondFactorFor,
    authenticate,
    proveIdentity,
    startSession,
    async login(credentials, sender) {
      const proof = await proveIdentity(credentials, sender.address);
      return proof.status === 'needs-code' ? undefined : startSession(proof.user, sender, 'password');
    },
    async logout(headers) {
      const { headers: answered } = await (await auth()).api.signOut({ headers, returnHeaders: true });
      return { cookies: answered.getSetCookie() };
    },
    async confirmIdentity({ username }, { address, ...proof }) {
      await proveIdentity({ username, ...proof }, address);
    },
    async changePassword({ current, next }, { person, ...sender }) {
      await access.confirmIdentity(person, { password: current, address: sender.address });
      checkPassword(next, person);
      if (next === current) throw new AppError('bad-request', 'That is the password that you have', { hint: 'Choose another one' });
      const hash = await hashPassword(next);
      const user = await userById(store, person.id);
      if (!user) throw new AppError('not-found', 'The user was removed');
      await store.db.transaction(async (transaction) => {
        await transaction.update(authAccounts).set({ password: hash, updatedAt: clock() }).where(and(eq(authAccounts.userId, person.id), eq(authAccounts.providerId, 'credential')));
        await endLogins(transaction, person.id, { at: clock(), butSession: person.by === 'jwt' ? person.credentialId : undefined });
        await audit.add([{ actor: { kind: 'user', id: person.id, name: person.username }, action: 'password.changed', subject: { kind: 'user', id: person.id }, address: sender.address }], transaction);
      });
      log.info({ username: person.username }, 'Changed their password');
      return person.by === 'jwt' ? { cookies: [] } : begin(await auth(), user.id, sender);
    },
    endOtherLogins: (person) => endLogins(store.db, person.id, { at: clock(), butSession: person.credentialId }),
    endLoginsOf: (userId) => endLogins(store.db, userId, { at: clock() }),
  };
  return access;
}

/** The same to whoever asks again; a failure is not kept. */
function onceItWorks<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () =>
    (made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
}

async function begin(auth: Auth, userId: string, sender: Sender): Promise<{ sessionId: string; cookies: SetCookies }> {
  const { headers, response } = await auth.api.startSession({ body: { userId }, headers: loginHeaders(sender), returnHeaders: true });
  return { sessionId: response.sessionId, cookies: headers.getSetCookie() };
}
