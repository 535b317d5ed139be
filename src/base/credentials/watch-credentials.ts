import type { AwsDoor } from '../aws/door.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import { credentials } from './tables.ts';

export interface CredentialWatch {
  /** Looks now, for whoever has just changed something. */
  look(): Promise<void>;
  close(): Promise<void>;
}

interface Seen {
  readonly version: number;
  readonly isRevoked: boolean;
}

const everyMs = 2_000;

/** Tells this process's door what was revoked, allowed again or rotated, by whichever process. */
export async function watchCredentials({ store, door, log }: { store: Store; door: Pick<AwsDoor, 'revoke' | 'allow' | 'forget'>; log: Log }): Promise<CredentialWatch> {
  let seen = new Map<string, Seen>();
  let isBlind = false;

  async function look(): Promise<void> {
    const rows = await store.db.select({ id: credentials.id, version: credentials.version, revokedAt: credentials.revokedAt, because: credentials.revokedBecause }).from(credentials);
    const now = new Map<string, Seen>();
    for (const { id, version, revokedAt, because } of rows) {
      const before = seen.get(id);
      const isRevoked = revokedAt !== null;
      now.set(id, { version, isRevoked });
      if (isRevoked && before?.isRevoked !== true) door.revoke({ credentialId: id }, because ?? 'It was revoked');
      if (!isRevoked && before?.isRevoked === true) door.allow({ credentialId: id });
      if (before && before.version !== version) door.forget({ credentialId: id });
    }
    seen = now;
  }

  let looking = Promise.resolve();
  const lookAgain = () => (looking = looking.catch(() => undefined).then(look));
  const lookSafely = async () => {
    try {
      await lookAgain();
      isBlind = false;
    } catch (error) {
      if (!isBlind) log.warn({ err: error }, 'Whether credentials were revoked cannot be looked up; it is tried again');
      isBlind = true;
    }
  };
  await look();
  const timer = setInterval(() => void lookSafely(), everyMs);
  return {
    look: lookAgain,
    async close() {
      clearInterval(timer);
      await looking.catch(() => undefined);
    },
  };
}
