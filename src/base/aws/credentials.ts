import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from '../../core/clock.ts';

export type Credentials = AwsCredentialIdentity;
export type CredentialsProvider = AwsCredentialIdentityProvider;

/** Temporary credentials are renewed this long before they end. */
const renewMs = 5 * 60_000;
/** What cannot be renewed just now is used until so shortly before its end. */
const lastMs = 30_000;
/** The credentials of a run that has ended are asked for no more. */
const idleMs = 15 * 60_000;

/** Credentials by key, kept until shortly before they expire and fetched once however many ask at a time. */
export interface CredentialStore<Facts> {
  get(key: string, facts: Facts, fetch: () => Promise<Credentials>): Promise<Credentials>;
  /** Forgets what AWS has called expired. */
  forget(key: string): void;
  /** Forgets all that were fetched with facts such as these. */
  forgetWhere(isMeant: (facts: Facts) => boolean): void;
}

interface Kept<Facts> {
  readonly facts: Facts;
  value?: Credentials;
  fetching?: Promise<Credentials>;
  usedAt: number;
}

export function openCredentialStore<Facts>(clock: Clock): CredentialStore<Facts> {
  const kept = new Map<string, Kept<Facts>>();
  let sweptAt = performance.now();

  function sweep(now: number): void {
    if (now - sweptAt < idleMs / 10) return;
    sweptAt = now;
    for (const [key, entry] of kept) if (now - entry.usedAt > idleMs && !entry.fetching) kept.delete(key);
  }

  function renew(key: string, entry: Kept<Facts>, fetch: () => Promise<Credentials>): Promise<Credentials> {
    const fetching = fetch().then(
      (value) => {
        entry.value = value;
        delete entry.fetching;
        return value;
      },
      (error: unknown) => {
        delete entry.fetching;
        if (entry.value && leftMs(entry.value) > lastMs && kept.get(key) === entry) return entry.value;
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      },
    );
    entry.fetching = fetching;
    return fetching;
  }

  const leftMs = ({ expiration }: Credentials) => (expiration === undefined ? Number.POSITIVE_INFINITY : expiration.getTime() - clock().getTime());

  return {
    async get(key, facts, fetch) {
      const now = performance.now();
      sweep(now);
      const entry = kept.get(key) ?? { facts, usedAt: now };
      kept.set(key, entry);
      entry.usedAt = now;
      if (entry.value && leftMs(entry.value) > renewMs) return entry.value;
      return entry.fetching ?? renew(key, entry, fetch);
    },
    forget: (key) => void kept.delete(key),
    forgetWhere(isMeant) {
      for (const [key, { facts }] of kept) if (isMeant(facts)) kept.delete(key);
    },
  };
}
