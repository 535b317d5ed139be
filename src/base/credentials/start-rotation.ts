import { randomUUID } from 'node:crypto';
import { AppError } from '../../core/app-error.ts';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { explainRefusal, withKey } from './key-session.ts';
import { refuseRevoked } from './open-access-key.ts';
import { isAwsFailure } from './rotation-failure.ts';
import { newestRotation } from './rotation-row.ts';
import { unsealAccessKey } from './seal-access-key.ts';
import { credentialRotations } from './tables.ts';
import { identityOf, keysOf, mostKeys, rotationActions, type UserKey } from './user-keys.ts';

/** Looks whether the key can be rotated, and writes down that it is to be. The steps are taken by `runRotation`. */
export async function startRotation(room: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<string> {
  const { store, vault, audit, uses, clock } = room;
  refuseRevoked(row);
  if (row.isTemporary) throw new AppError('conflict', `"${row.name}" is a session that ends by itself: it cannot be rotated`, { hint: 'Put a new one in its place' });
  await refuseSecond(room, row);
  const key = await unsealAccessKey(vault, { place: row, sealed: row.sealed, accessKeyId: row.accessKeyId });
  uses.note(row, { actor, address, purpose: 'rotation: looking at the keys of its user', accountId: row.accountId });
  const { userName, keys } = await asking(row, () =>
    withKey(key, { config: room.aws, accountId: row.accountId, actions: rotationActions }, async (session) => {
      const name = userNameOf(row, await identityOf(session));
      return { userName: name, keys: await keysOf(session, name) };
    }),
  );
  refuseFull(row, userName, keys);
  const id = randomUUID();
  await store.db.transaction(async (transaction) => {
    const made = await transaction
      .insert(credentialRotations)
      .values({ id, credentialId: row.id, step: 'making', isOver: false, userName, keysBefore: keys.map((one) => one.id), oldAccessKeyId: row.accessKeyId, newAccessKeyId: null, sealed: null, actor, address, error: null, tries: 0, nextTryAt: clock(), startedAt: clock(), endedAt: null })
      .onConflictDoNothing()
      .returning({ id: credentialRotations.id });
    if (made.length === 0) throw running(row);
    await audit.add([{ actor, action: 'credential.rotation-started', subject: { kind: 'credential', id: row.id, accountId: row.accountId }, detail: { name: row.name, user: userName, oldKey: hiddenKey(row.accessKeyId) }, address }], transaction);
  });
  return id;
}

async function refuseSecond({ store }: CredentialsRoom, row: CredentialRow): Promise<void> {
  const newest = await newestRotation(store.db, row.id);
  if (!newest || newest.isOver) return;
  if (newest.step !== 'waiting') throw running(row);
  throw new AppError('conflict', `"${row.name}" was rotated; its old key ${hiddenKey(newest.oldAccessKeyId)} is inactive and is deleted at ${newest.nextTryAt.toISOString()}`, { hint: 'A user has two keys at most: rotate again after that, or delete the old key in IAM first and wait a minute' });
}

function running({ name }: CredentialRow): AppError {
  return new AppError('conflict', `"${name}" is being rotated already`, { hint: 'Its page shows how far it is' });
}

function userNameOf(row: CredentialRow, { accountId, arn }: { accountId: string; arn: string }): string {
  if (accountId !== row.accountId) throw new AppError('conflict', `The key of "${row.name}" belongs to account ${accountId}, not to ${row.accountId}`, { hint: 'Make a credential of that account and remove this one' });
  const [, userName] = /:user\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (userName !== undefined) return userName;
  throw new AppError('conflict', `The key of "${row.name}" is that of ${arn.endsWith(':root') ? 'the root of the account' : arn}, not of an IAM user`, { hint: 'Make an IAM user, or better a role, for Watchkeeper and use that' });
}

function refuseFull(row: CredentialRow, userName: string, keys: readonly UserKey[]): void {
  if (keys.length < mostKeys) return;
  const others = keys.filter(({ id }) => id !== row.accessKeyId).map(({ id, isActive }) => `${hiddenKey(id)}, ${isActive ? 'active' : 'inactive'}`);
  throw new AppError('conflict', `The user ${userName} has two access keys already (the other: ${others.join('; ')}), and AWS allows no third`, { hint: 'Delete the other key in IAM when nothing uses it, then rotate' });
}

async function asking<T>({ accessKeyId }: CredentialRow, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isAwsFailure(error)) throw error;
    const { because, hint } = explainRefusal(error, hiddenKey(accessKeyId));
    throw new AppError('could-not-look', because, { hint, cause: error });
  }
}
