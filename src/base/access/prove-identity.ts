import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { AppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import type { Audit } from '../audit/audit.ts';
import type { LoginLock } from './login-lock.ts';
import type { LoginThrottle } from './login-throttle.ts';
import { userByName, type KnownUser } from './read-user.ts';
import type { SecondFactors } from './factor/second-factor.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
  /** Of the second factor, or a recovery code. */
  readonly code?: string | undefined;
}

/** Who it is, or that their second factor is asked for. */
export type Proof = { readonly status: 'proven'; readonly user: KnownUser } | { readonly status: 'needs-code' };

export interface IdentityDeps {
  readonly store: Store;
  readonly throttle: LoginThrottle;
  readonly lock: LoginLock;
  readonly factors: SecondFactors;
  readonly audit: Audit;
}

export type ProveIdentity = (credentials: Credentials, address: string) => Promise<Proof>;

/** The one place where a password is checked. Every wrong try counts, and takes as long whether there is such a user or not. */
export function identityProver({ store, throttle, lock, factors, audit }: IdentityDeps): ProveIdentity {
  const nobodysHash = hashPassword('the password of nobody');

  async function refuse(because: string, { user, address }: { user: KnownUser | undefined; address: string }): Promise<AppError> {
    // A name that nobody has may be a password in the wrong field: it is not written down.
    const actor = { kind: 'user' as const, id: user?.id ?? 'unknown', name: user?.username ?? 'nobody known' };
    await audit.add([{ actor, action: 'login.failed', subject: { kind: 'user', id: actor.id }, detail: { because }, address }]);
    if (because === 'wrong-code') return new AppError('wrong-password', 'The code is wrong', { hint: 'Take the code that is shown now, or a recovery code; each works once' });
    return new AppError('wrong-password', 'The username or the password is wrong', { hint: 'Try again; an administrator can set a new password' });
  }

  return async ({ username, password, code }, address) => {
    const tried = { address, username };
    throttle.take(tried);
    await lock.take(username);
    const user = username.includes('\0') ? undefined : await userByName(store, username);
    const isRight = await verifyPassword({ hash: user?.password ?? (await nobodysHash), password });
    if (!user || user.password === null || !isRight) throw await refuse('wrong-password', { user, address });
    if (user.hasSecondFactor) {
      if (code === undefined) {
        // What was guessed before still counts: whoever knows the password must not guess codes for as long as they like.
        await lock.giveBack(username);
        return { status: 'needs-code' };
      }
      if (!(await factors.takeCode(user.id, code))) throw await refuse('wrong-code', { user, address });
    }
    throttle.giveBack(tried);
    await lock.release(username);
    return { status: 'proven', user };
  };
}
