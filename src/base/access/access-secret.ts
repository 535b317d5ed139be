import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { isAppError } from '../../core/app-error.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { accessSecrets } from './tables.ts';

/** What of the vault the rooms need that keep secrets in tables of their own. */
export type Seals = Pick<Vault, 'sealField' | 'unsealField'>;

type SecretId = 'cookies' | 'tokens';

/** Made by the first server that asks; every server of one database gets the same, or a login at one would fail at the next. */
export async function accessSecret(deps: { store: Store; seals: Seals }, id: SecretId): Promise<string> {
  const known = await readSealed(deps.store, id);
  if (known === undefined) return makeSecret(deps, id);
  try {
    return await deps.seals.unsealField({ ...placeOf(id), sealed: known });
  } catch (error) {
    if (!isAppError(error, 'vault-damaged')) throw error;
    // Its key was lost: another one ends the sessions, and nothing else was sealed with it.
    await deps.store.db.delete(accessSecrets).where(and(eq(accessSecrets.id, id), eq(accessSecrets.value, known)));
    return makeSecret(deps, id);
  }
}

async function makeSecret({ store, seals }: { store: Store; seals: Seals }, id: SecretId): Promise<string> {
  const value = await seals.sealField({ ...placeOf(id), value: randomBytes(32).toString('base64url') });
  await store.db.insert(accessSecrets).values({ id, value, createdAt: new Date() }).onConflictDoNothing();
  const kept = await readSealed(store, id);
  if (kept === undefined) throw new Error(`The secret of the ${id} was written and cannot be read`);
  return seals.unsealField({ ...placeOf(id), sealed: kept });
}

async function readSealed({ db }: Store, id: SecretId): Promise<string | undefined> {
  return (await db.select({ value: accessSecrets.value }).from(accessSecrets).where(eq(accessSecrets.id, id)))[0]?.value;
}

function placeOf(id: SecretId): { owner: string; field: string } {
  return { owner: `access/${id}`, field: 'secret' };
}
