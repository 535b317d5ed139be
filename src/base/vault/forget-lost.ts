import { and, eq, notInArray } from 'drizzle-orm';
import type { Audit, AuditActor } from '../audit/audit.ts';
import type { Store } from '../store/store.ts';
import { readKeyFile } from './keyrings/key-file.ts';
import { vaultDataKeys } from './tables.ts';

export interface LostSecret {
  readonly owner: string;
  readonly field: string;
}

/** The secrets that no key of the file opens. */
export async function findLost(store: Store, keyFile: string): Promise<LostSecret[]> {
  return store.db.select({ owner: vaultDataKeys.owner, field: vaultDataKeys.field }).from(vaultDataKeys).where(await lostIn(keyFile)).orderBy(vaultDataKeys.owner, vaultDataKeys.field);
}

/** Forgets them for good, so that the product starts again; they must be entered anew. */
export async function forgetLost({ store, audit }: { store: Store; audit: Audit }, keyFile: string, actor: AuditActor): Promise<number> {
  return store.db.transaction(async (transaction) => {
    const gone = await transaction.delete(vaultDataKeys).where(await lostIn(keyFile)).returning({ owner: vaultDataKeys.owner, field: vaultDataKeys.field });
    if (gone.length > 0) await audit.add([{ actor, action: 'vault.lost-secrets-forgotten', subject: { kind: 'vault', id: 'local' }, detail: { secrets: gone.map(({ owner, field }) => `${field} of ${owner}`) }, address: null }], transaction);
    return gone.length;
  });
}

async function lostIn(keyFile: string) {
  const keys = (await readKeyFile(keyFile)) ?? [];
  return and(eq(vaultDataKeys.keyring, 'local'), notInArray(vaultDataKeys.keyRef, keys.map(({ id }) => id)));
}
