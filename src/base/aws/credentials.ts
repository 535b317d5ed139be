import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Account } from '../../core/account.ts';

export type Credentials = AwsCredentialIdentity;
export type CredentialsProvider = AwsCredentialIdentityProvider;

/** Temporary credentials are renewed this long before they end. */
const renewMs = 5 * 60_000;

/** Credentials of an account, kept until shortly before they expire and fetched once however many ask at a time. */
export interface CredentialStore {
  get(account: Account): CredentialsProvider;
  /** Forgets what AWS has called expired. */
  forget(account: Account): void;
}

export function openCredentialStore(fetchFor: (account: Account) => Promise<Credentials>): CredentialStore {
  const kept = new Map<string, Promise<Credentials>>();
  return {
    get: (account) => async () => {
      const key = JSON.stringify([account.accountId, account.credential]);
      const known = kept.get(key);
      if (known && !isEnding(await known)) return known;
      const stillSame = kept.get(key) === known;
      if (!stillSame) return kept.get(key) ?? fetchFor(account);
      const fetched = fetchFor(account);
      kept.set(key, fetched);
      fetched.catch(() => {
        if (kept.get(key) === fetched) kept.delete(key);
      });
      return fetched;
    },
    forget(account) {
      kept.delete(JSON.stringify([account.accountId, account.credential]));
    },
  };
}

function isEnding({ expiration }: Credentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < renewMs;
}
