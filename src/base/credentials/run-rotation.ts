import { eq } from 'drizzle-orm';
import { hiddenKey } from './credential-row.ts';
import type { CredentialsRoom } from './credentials-room.ts';
import { explainRefusal } from './key-session.ts';
import { rollBack } from './roll-back-rotation.ts';
import { isAwsFailure, isPassing, isUnknownKey } from './rotation-failure.ts';
import { findRotation, saveRotation } from './rotation-row.ts';
import { deactivateOldKey, deleteOldKey, endRotation, makeKey, switchKey, testKey, type Rotating } from './rotation-steps.ts';
import { credentials } from './tables.ts';

/** How often AWS may not answer before the rotation is given up and undone. */
const mostTries = 8;

/** Takes a rotation as far as it goes now. Answers with how long to wait before it is called again, or null when it is over. */
export async function runRotation(room: CredentialsRoom, rotationId: string, signal?: AbortSignal): Promise<number | null> {
  for (;;) {
    signal?.throwIfAborted();
    const rotating = await load(room, rotationId);
    if (!rotating) return null;
    const waitMs = rotating.rotation.nextTryAt.getTime() - room.clock().getTime();
    if (waitMs > 0) return waitMs;
    await takeStep(rotating);
  }
}

async function load(room: CredentialsRoom, rotationId: string): Promise<Rotating | undefined> {
  const rotation = await findRotation(room.store.db, rotationId);
  if (!rotation || rotation.isOver) return undefined;
  const [row] = await room.store.db.select().from(credentials).where(eq(credentials.id, rotation.credentialId));
  return row && { room, row, rotation };
}

async function takeStep(rotating: Rotating): Promise<void> {
  const { room, row, rotation } = rotating;
  if (row.revokedAt !== null) return endRotation(rotating, { step: 'failed', error: 'The credential was revoked' });
  try {
    switch (rotation.step) {
      case 'making':
        return await makeKey(rotating);
      case 'testing':
        return await testKey(rotating);
      case 'switching':
        return await switchKey(rotating);
      case 'deactivating':
        return await deactivateOldKey(rotating);
      case 'waiting':
        await saveRotation(room.store.db, rotation, { step: 'deleting', tries: 0 });
        return;
      case 'deleting':
        return await deleteOldKey(rotating);
      case 'rolling-back':
        return await rollBack(rotating);
      case 'done':
      case 'failed':
        return;
    }
  } catch (error) {
    if (!isAwsFailure(error)) throw error;
    await afterFailure(rotating, error);
  }
}

async function afterFailure(rotating: Rotating, error: unknown): Promise<void> {
  const { room, row, rotation } = rotating;
  const { store, clock, times } = room;
  const tries = rotation.tries + 1;
  const again = (waitMs: number) => saveRotation(store.db, rotation, { tries, nextTryAt: new Date(clock().getTime() + waitMs) });
  const isNewKey = isUnknownKey(error) && (rotation.step === 'testing' || rotation.step === 'rolling-back');
  if (isNewKey && tries * times.betweenTestsMs < times.testForMs) return void (await again(times.betweenTestsMs));
  if (isPassing(error) && tries < mostTries) return void (await again(times.retryMs * 2 ** (tries - 1)));
  const { because } = explainRefusal(error, hiddenKey(rotation.step === 'testing' ? (rotation.newAccessKeyId ?? row.accessKeyId) : row.accessKeyId));
  switch (rotation.step) {
    case 'deleting':
      return endRotation(rotating, { step: 'done', error: `The old key ${hiddenKey(rotation.oldAccessKeyId)} is inactive and could not be deleted: ${because}. Delete it in IAM` });
    case 'rolling-back':
      return endRotation(rotating, { step: 'failed', error: `${rotation.error ?? 'It failed'}. It could not be undone: ${because}; the new key stays in use` });
    default:
      await saveRotation(store.db, rotation, { step: 'rolling-back', error: because, tries: 0, ...(rotation.step === 'making' ? {} : { nextTryAt: clock() }) });
  }
}
