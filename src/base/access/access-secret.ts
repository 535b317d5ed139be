import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Store } from '../store/store.ts';
import type { Vault } from '../vault/vault.ts';
import { accessSecrets } from './tables.ts';

/** What of the vault the rooms need that keep secrets in tables of their own. */
export type Seals = Pick<Vault, 'sealField' | 'unsealField'>;

/** Made by the first server that asks; every server of one database gets the same, or a login at one would fail at the next. */
export async function accessSecret({ store, seals }: { store: Store; seals: Seals }, id: 'cookies' | 'tokens'): Promise<string> {
  const place = { owner: `access/${id}`, field: 'secret' };
  const read = async () => (await store.db.select().from(accessSecrets).where(eq(accessSecrets.id, id)))[0];
  const known = await read();
  if (known) return seals.unsealField({ ...place, sealed: known.value });
  const value = await seals.sealField({ ...place, value: randomBytes(32).toString('base64url') });
  await store.db.insert(accessSecrets).values({ id, value, createdAt: new Date() }).onConflictDoNothing();
  const kept = await read();
  if (!kept) throw new Error(`The secret of the ${id} was written and cannot be read`);
  return seals.unsealField({ ...place, sealed: kept.value });
}
