import type { Account, CredentialSource } from '../../core/account.ts';
import type { RevokedThing } from './door.ts';

/** A call that may be ended from outside: by its own caller, or because what it uses was revoked. */
export interface Hold {
  readonly signal: AbortSignal;
  /** Why it was ended, when it was by a revocation. */
  readonly because: () => string | undefined;
  release(): void;
}

export interface Revocations {
  revoke(what: RevokedThing, because: string): void;
  allow(what: RevokedThing): void;
  /** Why nothing may be done with the account's credentials; undefined when it may. */
  reasonFor(account: Account): string | undefined;
  hold(account: Account, signal: AbortSignal | undefined): Hold;
}

export function openRevocations(): Revocations {
  const reasons = new Map<string, string>();
  const held = new Set<{ account: Account; end: (because: string) => void }>();
  const reasonFor = ({ accountId, credential }: Account) => reasons.get(accountKey(accountId)) ?? reasonOfCredential(credential);

  function reasonOfCredential(credential: CredentialSource): string | undefined {
    const id = credentialIdOf(credential);
    return id === undefined ? undefined : reasons.get(credentialKey(id));
  }

  return {
    revoke(what, because) {
      reasons.set(keyOf(what), because);
      for (const { account, end } of held) if (isAbout(what, account)) end(because);
    },
    allow: (what) => void reasons.delete(keyOf(what)),
    reasonFor,
    hold(account, signal) {
      const controller = new AbortController();
      let revokedBecause: string | undefined;
      const onAbort = () => controller.abort(signal?.reason);
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
      const entry = {
        account,
        end(because: string) {
          revokedBecause = because;
          controller.abort(new DOMException('The credentials were revoked', 'AbortError'));
        },
      };
      held.add(entry);
      return {
        signal: controller.signal,
        because: () => revokedBecause,
        release() {
          held.delete(entry);
          signal?.removeEventListener('abort', onAbort);
        },
      };
    },
  };
}

/** The key of the vault that everything begins with; undefined where none is used. */
export function credentialIdOf(credential: CredentialSource): string | undefined {
  if (credential.kind === 'access_key') return credential.credentialId;
  return credential.kind === 'role' && credential.via?.kind === 'access_key' ? credential.via.credentialId : undefined;
}

export function isAbout(what: RevokedThing, { accountId, credential }: Pick<Account, 'accountId' | 'credential'>): boolean {
  return 'accountId' in what ? what.accountId === accountId : what.credentialId === credentialIdOf(credential);
}

function keyOf(what: RevokedThing): string {
  return 'accountId' in what ? accountKey(what.accountId) : credentialKey(what.credentialId);
}

function accountKey(accountId: string): string {
  return `account/${accountId}`;
}

function credentialKey(credentialId: string): string {
  return `credential/${credentialId}`;
}
