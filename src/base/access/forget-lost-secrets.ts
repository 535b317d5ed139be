import { inArray } from 'drizzle-orm';
import type { Db } from '../store/store.ts';
import { accessSecrets, secondFactors } from './tables.ts';

/** After the key of the vault was lost for good: sessions end, and second factors are off until they are set up again; else nobody could log in. */
export async function forgetLostSecrets(db: Db, owners: readonly string[]): Promise<void> {
  const idsOf = (kind: string) => owners.filter((owner) => owner.startsWith(`${kind}/`)).map((owner) => owner.slice(kind.length + 1));
  await db.delete(accessSecrets).where(inArray(accessSecrets.id, idsOf('access')));
  await db.delete(secondFactors).where(inArray(secondFactors.userId, idsOf('user')));
}
