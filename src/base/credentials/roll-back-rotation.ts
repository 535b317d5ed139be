import { hiddenKey } from './credential-row.ts';
import { explainRefusal, withKey } from './key-session.ts';
import { isAwsFailure, isPassing } from './rotation-failure.ts';
import { saveRotation } from './rotation-row.ts';
import { asKey, currentKey, endRotation, nextPlace, replaceKey, subjectOf, type Rotating } from './rotation-steps.ts';
import { sealAccessKey, unsealAccessKey } from './seal-access-key.ts';
import { deleteKey, deleteOrphans, identityOf, rotationActions, setKeyStatus } from './user-keys.ts';

/** Back to the old key, as if nothing had been begun. What cannot be undone is said. */
export async function rollBack(rotating: Rotating): Promise<void> {
  const { row, rotation } = rotating;
  if (row.accessKeyId === rotation.newAccessKeyId) return switchBack(rotating);
  const left = await removeNewKey(rotating);
  await endRotation(rotating, { step: 'failed', error: [rotation.error, left].filter((text) => text !== undefined && text !== null).join('. ') });
}

/** The old key is made to work first; only then is it given out again. */
async function switchBack(rotating: Rotating): Promise<void> {
  const { room, row, rotation } = rotating;
  const { store, vault, audit, clock } = room;
  const { oldAccessKeyId, sealed, userName, actor, address } = rotation;
  if (sealed === null) throw new Error('The old key is not there any more');
  const oldKey = await unsealAccessKey(vault, { place: { ...row, version: row.version - 1 }, sealed, accessKeyId: oldAccessKeyId });
  const refused = await unless(() => asKey(rotating, { key: oldKey, purpose: 'looking whether the old key works' }, identityOf));
  if (refused !== undefined) {
    await asKey(rotating, { key: await currentKey(room, row), purpose: 'making the old key active again' }, (session) => setKeyStatus(session, userName, { id: oldAccessKeyId, status: 'Active' }));
    await withKey(oldKey, { config: room.aws, accountId: row.accountId, actions: rotationActions }, identityOf);
  }
  await store.db.transaction(async (transaction) => {
    const resealed = await sealAccessKey(vault, { place: nextPlace(row), key: oldKey }, transaction);
    const isMoved = await saveRotation(transaction, rotation, { sealed: null, tries: 0, nextTryAt: clock() });
    if (!isMoved) return;
    await replaceKey(transaction, row, { accessKeyId: oldAccessKeyId, sealed: resealed, now: clock() });
    await vault.forget([sealed, row.sealed], transaction);
    await audit.add([{ actor, action: 'credential.rotation-undone', subject: subjectOf(row), detail: { name: row.name, key: hiddenKey(oldAccessKeyId) }, address }], transaction);
  });
}

async function removeNewKey(rotating: Rotating): Promise<string | undefined> {
  const { room, row, rotation } = rotating;
  const { newAccessKeyId, keysBefore, startedAt, nextTryAt, userName } = rotation;
  const refused = await unless(async () =>
    asKey(rotating, { key: await currentKey(room, row), purpose: 'deleting the new key' }, (session) => (newAccessKeyId === null ? deleteOrphans(session, userName, { keysBefore, from: startedAt, to: nextTryAt }) : deleteKey(session, userName, newAccessKeyId))),
  );
  if (refused === undefined) return undefined;
  if (isPassing(refused)) throw refused;
  const which = newAccessKeyId === null ? 'A key that was made' : `The new key ${hiddenKey(newAccessKeyId)}`;
  return `${which} may still be there and could not be deleted (${explainRefusal(refused, hiddenKey(row.accessKeyId)).because}): delete it in IAM`;
}

async function unless(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof Error && isAwsFailure(error)) return error;
    throw error;
  }
}
