import { AppError } from '../../core/app-error.ts';
import type { CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { newestRotation, saveRotation, type RotationRow } from './rotation-row.ts';
import { subjectOf } from './rotation-steps.ts';

/** Goes back to the old key. The steps are taken by `runRotation`. */
export async function undoRotation({ store, audit, clock }: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<RotationRow> {
  const rotation = await newestRotation(store.db, row.id);
  if (!rotation || rotation.isOver) throw new AppError('conflict', `"${row.name}" is not being rotated`, { hint: 'An old key that was deleted cannot be brought back; rotate again to get another' });
  await store.db.transaction(async (transaction) => {
    const isMoved = rotation.step !== 'deleting' && (await saveRotation(transaction, rotation, { step: 'rolling-back', error: `Undone by ${actor.name}`, tries: 0, ...(rotation.step === 'making' ? {} : { nextTryAt: clock() }) }));
    if (!isMoved) throw new AppError('conflict', `The rotation of "${row.name}" has just gone on`, { hint: 'Look at it again' });
    await audit.add([{ actor, action: 'credential.rotation-undo-asked', subject: subjectOf(row), detail: { name: row.name, step: rotation.step }, address }], transaction);
  });
  return rotation;
}
