import { count } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { isAppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import type { Keyring } from './keyring.ts';
import type { Keyrings } from './keyrings/open-keyrings.ts';
import { keyBytes } from './sealed-text.ts';
import { vaultDataKeys } from './tables.ts';
import type { VaultStatus } from './vault.ts';

/** How many secrets are sealed with which key, and whether those keys can be had. */
export async function vaultStatus({ store, keyrings: { current, all }, trouble }: { store: Store; keyrings: Keyrings; trouble: () => Promise<string | null> }): Promise<VaultStatus> {
  const rows = await store.db
    .select({ keyring: vaultDataKeys.keyring, key: vaultDataKeys.keyRef, secrets: count() })
    .from(vaultDataKeys)
    .groupBy(vaultDataKeys.keyring, vaultDataKeys.keyRef)
    .orderBy(vaultDataKeys.keyring, vaultDataKeys.keyRef);
  const because = await trouble();
  const key = because === null ? await newestKey(current) : null;
  return {
    keyring: current.kind,
    key,
    secrets: rows.reduce((sum, { secrets }) => sum + secrets, 0),
    byKey: rows.map((row) => ({ ...row, isNamed: all.has(row.keyring) })),
    trouble: because,
  };
}

/** The key that wraps now; only wrapping tells which it is. */
export async function newestKey(keyring: Keyring): Promise<string | null> {
  try {
    const { keyRef } = await keyring.wrap(randomBytes(keyBytes), { dataKey: 'probe', owner: 'vault', field: 'probe' });
    return keyRef;
  } catch (error) {
    if (isAppError(error, 'vault-unavailable')) return null;
    throw error;
  }
}
