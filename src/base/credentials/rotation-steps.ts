import { eq, and } from 'drizzle-orm';
import { AppError } from '../../core/app-error.ts';
import type { AccessKey, AwsSession } from '../aws/door.ts';
import type { Db } from '../store/store.ts';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { CredentialsRoom } from './credentials-room.ts';
import { withKey } from './key-session.ts';
import { saveRotation, type RotationRow } from './rotation-row.ts';
import { sealAccessKey, unsealAccessKey, type KeyPlace } from './seal-access-key.ts';
import { credentials } from './tables.ts';
import { deleteKey, deleteOrphans, identityOf, keysOf, mostKeys, rotationActions, setKeyStatus } from './user-keys.ts';

/** A rotation and the credential it is of, as both are at this moment. */
export interface Rotating {
  readonly room: CredentialsRoom;
  readonly row: CredentialRow;
  readonly rotation: RotationRow;
}

/** Each step does what it says, again if it was interrupted, and writes down the next. */
export async function makeKey({ room, row, rotation }: Rotating): Promise<void> {
  const { store, vault, clock } = room;
  const made = await asKey({ room, row, rotation }, { key: await currentKey(room, row), purpose: 'making a key' }, async (session) => {
    await deleteOrphans(session, rotation.userName, { keysBefore: rotation.keysBefore, from: rotation.startedAt, to: rotation.nextTryAt });
    if ((await keysOf(session, rotation.userName)).length >= mostKeys) return 'full';
    // Written down before, so that a key which is made and lost in a crash can be told from those of others.
    await saveRotation(store.db, rotation, { nextTryAt: clock() });
    const { AccessKey } = await session.call('iam', 'CreateAccessKey', { UserName: rotation.userName });
    return AccessKey;
  });
  if (made === 'full') return void (await saveRotation(store.db, rotation, { step: 'rolling-back', error: `The user ${rotation.userName} has been given another access key, and AWS allows no third`, tries: 0 }));
  if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined) throw new Error('AWS made an access key and did not say which');
  const newKey = { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey };
  await store.db.transaction(async (transaction) => {
    const sealed = await sealAccessKey(vault, { place: nextPlace(row), key: newKey }, transaction);
    await saveRotation(transaction, rotation, { step: 'testing', newAccessKeyId: newKey.accessKeyId, sealed, tries: 0, nextTryAt: clock() });
  });
}

export async function testKey({ room, row, rotation }: Rotating): Promise<void> {
  const { accountId, arn } = await asKey({ room, row, rotation }, { key: await newKey(room, row, rotation), purpose: 'testing the new key' }, identityOf);
  if (accountId !== row.accountId) throw new Error(`The new key belongs to ${arn}`);
  await saveRotation(room.store.db, rotation, { step: 'switching', tries: 0, nextTryAt: room.clock() });
}

/** From here on everybody is given the new key; the old one still works for those who hold it. */
export async function switchKey({ room, row, rotation }: Rotating): Promise<void> {
  const { store, audit, clock, times } = room;
  const { newAccessKeyId, sealed, actor, address } = rotation;
  if (newAccessKeyId === null || sealed === null) throw new Error('There is no new key to switch to');
  await store.db.transaction(async (transaction) => {
    const now = clock();
    const isMoved = await saveRotation(transaction, rotation, { step: 'deactivating', sealed: row.sealed, tries: 0, nextTryAt: new Date(now.getTime() + times.settleMs) });
    if (!isMoved) return;
    await replaceKey(transaction, row, { accessKeyId: newAccessKeyId, sealed, now });
    await audit.add([{ actor, action: 'credential.rotated', subject: subjectOf(row), detail: { name: row.name, oldKey: hiddenKey(rotation.oldAccessKeyId), newKey: hiddenKey(newAccessKeyId) }, address }], transaction);
  });
}

export async function deactivateOldKey({ room, row, rotation }: Rotating): Promise<void> {
  await asKey({ room, row, rotation }, { key: await currentKey(room, row), purpose: 'making the old key inactive' }, async (session) => {
    await identityOf(session);
    await setKeyStatus(session, rotation.userName, { id: rotation.oldAccessKeyId, status: 'Inactive' });
  });
  await saveRotation(room.store.db, rotation, { step: 'waiting', tries: 0, nextTryAt: new Date(room.clock().getTime() + room.times.graceMs) });
}

export async function deleteOldKey({ room, row, rotation }: Rotating): Promise<void> {
  await asKey({ room, row, rotation }, { key: await currentKey(room, row), purpose: 'deleting the old key' }, (session) => deleteKey(session, rotation.userName, rotation.oldAccessKeyId));
  await endRotation({ room, row, rotation }, { step: 'done', error: null });
}

/** Nothing of the keys that are not used any more stays readable. */
export async function endRotation({ room, row, rotation }: Rotating, { step, error }: { step: 'done' | 'failed'; error: string | null }): Promise<void> {
  const { store, vault, audit, clock } = room;
  await store.db.transaction(async (transaction) => {
    const isEnded = await saveRotation(transaction, rotation, { step, isOver: true, sealed: null, error, endedAt: clock() });
    if (!isEnded) return;
    if (rotation.sealed !== null) await vault.forget([rotation.sealed], transaction);
    const action = step === 'done' ? 'credential.rotation-finished' : 'credential.rotation-failed';
    await audit.add([{ actor: rotation.actor, action, subject: subjectOf(row), detail: { name: row.name, ...(error === null ? {} : { error }) }, address: rotation.address }], transaction);
  });
}

/** The key of a credential is another from now on. */
export async function replaceKey(db: Db, row: CredentialRow, { accessKeyId, sealed, now, isTemporary = false }: { accessKeyId: string; sealed: string; now: Date; isTemporary?: boolean }): Promise<void> {
  const changed = await db
    .update(credentials)
    .set({ accessKeyId, sealed, version: row.version + 1, rotatedAt: now, updatedAt: now, isTemporary })
    .where(and(eq(credentials.id, row.id), eq(credentials.version, row.version)))
    .returning({ id: credentials.id });
  if (changed.length === 0) throw new AppError('conflict', `"${row.name}" was changed by somebody else meanwhile`, { hint: 'Look at it again' });
}

export async function asKey<T>({ room, row, rotation }: Rotating, { key, purpose }: { key: AccessKey; purpose: string }, work: (session: AwsSession) => Promise<T>): Promise<T> {
  room.uses.note(row, { actor: rotation.actor, address: rotation.address, purpose: `rotation: ${purpose}`, accountId: row.accountId });
  return withKey(key, { config: room.aws, accountId: row.accountId, actions: rotationActions }, work);
}

export function currentKey({ vault }: CredentialsRoom, row: CredentialRow): Promise<AccessKey> {
  return unsealAccessKey(vault, { place: row, sealed: row.sealed, accessKeyId: row.accessKeyId });
}

function newKey({ vault }: CredentialsRoom, row: CredentialRow, { newAccessKeyId, sealed }: RotationRow): Promise<AccessKey> {
  if (newAccessKeyId === null || sealed === null) throw new Error('There is no new key');
  return unsealAccessKey(vault, { place: nextPlace(row), sealed, accessKeyId: newAccessKeyId });
}

export function nextPlace({ id, accountId, version }: CredentialRow): KeyPlace {
  return { id, accountId, version: version + 1 };
}

export function subjectOf({ id, accountId }: CredentialRow) {
  return { kind: 'credential', id, accountId };
}
