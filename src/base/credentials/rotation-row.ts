import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '../store/store.ts';
import { credentialRotations } from './tables.ts';

export type RotationRow = typeof credentialRotations.$inferSelect;

export async function findRotation(db: Db, id: string): Promise<RotationRow | undefined> {
  const [row] = await db.select().from(credentialRotations).where(eq(credentialRotations.id, id));
  return row;
}

export async function newestRotation(db: Db, credentialId: string): Promise<RotationRow | undefined> {
  const [row] = await db.select().from(credentialRotations).where(eq(credentialRotations.credentialId, credentialId)).orderBy(desc(credentialRotations.startedAt)).limit(1);
  return row;
}

/** False when somebody else has taken the rotation on to another step meanwhile. */
export async function saveRotation(db: Db, { id, step }: Pick<RotationRow, 'id' | 'step'>, change: Partial<RotationRow>): Promise<boolean> {
  const changed = await db
    .update(credentialRotations)
    .set(change)
    .where(and(eq(credentialRotations.id, id), eq(credentialRotations.step, step)))
    .returning({ id: credentialRotations.id });
  return changed.length > 0;
}
