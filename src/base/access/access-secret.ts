import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Store } from '../store/store.ts';
import { accessSecrets } from './tables.ts';

const id = 'session-cookies';

/** Made by the first server that asks; every server of one database gets the same, or a login at one would fail at the next. */
export async function accessSecret(store: Store): Promise<string> {
  await store.db
    .insert(accessSecrets)
    .values({ id, value: randomBytes(32).toString('base64url'), createdAt: new Date() })
    .onConflictDoNothing();
  const [row] = await store.db.select().from(accessSecrets).where(eq(accessSecrets.id, id));
  if (!row) throw new Error('The secret of the session cookies was written and cannot be read');
  return row.value;
}
