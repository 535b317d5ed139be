import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { isAppError } from '../../core/app-error.ts';
import type { HeadKey } from '../audit/head-signature.ts';
import { headId, type OpenAudit } from '../audit/open-audit.ts';
import { auditHead } from '../audit/tables.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Vault } from './vault.ts';

export const auditOwner = 'audit';
const place = { owner: auditOwner, field: 'signing-key' };

/** The key that the end of the audit log is signed with; undefined where it cannot be had or was never made. */
export async function auditKey(store: Store, vault: Pick<Vault, 'unsealField'>): Promise<HeadKey | undefined> {
  const sealed = await sealedKey(store);
  if (sealed === null) return undefined;
  try {
    return Buffer.from(await vault.unsealField({ ...place, sealed }), 'base64url');
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}

export interface AuditSigning {
  close(): Promise<void>;
}

const againMs = 30_000;

/** From now on nobody who can only write to the database can take entries back. While the key cannot be had the log goes on unsigned, and says so. */
export async function signAudit({ store, audit, vault, log }: { store: Store; audit: OpenAudit; vault: Vault; log: Log }): Promise<AuditSigning> {
  async function sign(): Promise<boolean> {
    if ((await sealedKey(store)) === null && (await signAnew({ audit, vault }, null))) return true;
    const known = await auditKey(store, vault);
    if (known) audit.signWith(known);
    return known !== undefined;
  }

  if (await sign()) return { close: async () => undefined };
  log.warn('The signing key of the audit log cannot be had yet: entries are chained and not signed');
  let trying: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    trying = sign().then(
      (isSigned) => {
        if (!isSigned) return;
        clearInterval(timer);
        log.info('The audit log is signed again');
      },
      (error: unknown) => log.warn({ err: error }, 'The signing key of the audit log cannot be had yet'),
    );
  }, againMs).unref();
  return {
    async close() {
      clearInterval(timer);
      await trying;
    },
  };
}

/** After the key was lost for good: what is there now is signed with another. */
export async function renewSigning({ store, audit, vault }: { store: Store; audit: OpenAudit; vault: Vault }): Promise<void> {
  const known = await auditKey(store, vault);
  if (known) audit.signWith(known);
  else await signAnew({ audit, vault }, await sealedKey(store));
}

/** False where the keyring cannot be asked, or another process was faster. */
async function signAnew({ audit, vault }: { audit: OpenAudit; vault: Vault }, instead: string | null): Promise<boolean> {
  const key = randomBytes(32);
  try {
    const sealed = await vault.sealField({ ...place, value: key.toString('base64url') });
    const isBegun = await audit.beginSigning(key, { sealed, instead });
    if (!isBegun) await vault.forget([sealed]);
    return isBegun;
  } catch (error) {
    if (isAppError(error, 'vault-unavailable')) return false;
    throw error;
  }
}

async function sealedKey(store: Store): Promise<string | null> {
  const [head] = await store.db.select({ sealed: auditHead.sealedKey }).from(auditHead).where(eq(auditHead.id, headId));
  return head?.sealed ?? null;
}
