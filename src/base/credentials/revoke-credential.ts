import { eq } from 'drizzle-orm';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { explainRefusal, withKey } from './key-session.ts';
import { isAwsFailure } from './rotation-failure.ts';
import { newestRotation } from './rotation-row.ts';
import { currentKey, subjectOf } from './rotation-steps.ts';
import { credentials } from './tables.ts';
import { identityActions, identityOf, setKeyStatus } from './user-keys.ts';
import { isAppError } from '../../core/app-error.ts';

/** From this moment the key opens for nobody; every process hears of it within seconds. */
export async function revokeCredential({ store, audit, clock }: CredentialsRoom, row: CredentialRow, { because, actor, address }: Asking & { because: string }): Promise<void> {
  await store.db.transaction(async (transaction) => {
    await transaction.update(credentials).set({ revokedAt: row.revokedAt ?? clock(), revokedBy: actor.name, revokedBecause: because, updatedAt: clock() }).where(eq(credentials.id, row.id));
    await audit.add([{ actor, action: 'credential.revoked', subject: subjectOf(row), detail: { name: row.name, key: hiddenKey(row.accessKeyId), because }, address }], transaction);
  });
}

/** A key may make itself inactive where its user is allowed to. Answers what became of it, in one sentence. */
export async function deactivateInAws(room: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<string> {
  const key = hiddenKey(row.accessKeyId);
  if (row.isTemporary) return `The session of ${key} cannot be ended from here: it ends by itself, or in IAM by revoking the sessions of its role`;
  room.uses.note(row, { actor, address, purpose: 'revocation: making the key inactive', accountId: row.accountId });
  const outcome = await deactivated(room, row);
  const { store, audit, clock } = room;
  await store.db.transaction(async (transaction) => {
    if (outcome === undefined) await transaction.update(credentials).set({ deactivatedAt: clock() }).where(eq(credentials.id, row.id));
    await audit.add([{ actor, action: outcome === undefined ? 'credential.deactivated' : 'credential.not-deactivated', subject: subjectOf(row), detail: { name: row.name, key, ...(outcome === undefined ? {} : { because: outcome }) }, address }], transaction);
  });
  return outcome === undefined ? `The key ${key} is inactive in AWS` : `The key ${key} could not be made inactive in AWS: ${outcome}. Make it inactive in IAM`;
}

/** Undefined when it is. The keys of a rotation that was under way go first, since each call is signed with the one that goes last. */
async function deactivated(room: CredentialsRoom, row: CredentialRow): Promise<string | undefined> {
  try {
    const secret = await currentKey(room, row);
    const rotation = await newestRotation(room.store.db, row.id);
    const others = rotation && !(rotation.isOver && rotation.step === 'done') ? [rotation.oldAccessKeyId, rotation.newAccessKeyId].filter((id) => id !== null && id !== row.accessKeyId) : [];
    await withKey(secret, { config: room.aws, accountId: row.accountId, actions: [...identityActions, 'iam:UpdateAccessKey'] }, async (session) => {
      const { arn } = await identityOf(session);
      const userName = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
      if (userName === undefined) throw new NotAUser(`it is the key of ${arn}, which is no IAM user`);
      for (const id of others) await setKeyStatus(session, userName, { id: id ?? '', status: 'Inactive' }).catch(ignoreAwsFailure);
      await setKeyStatus(session, userName, { id: row.accessKeyId, status: 'Inactive' });
    });
    return undefined;
  } catch (error) {
    if (error instanceof NotAUser || isAppError(error)) return error.message;
    if (isAwsFailure(error)) return explainRefusal(error, hiddenKey(row.accessKeyId)).because;
    throw error;
  }
}

class NotAUser extends Error {}

/** A key of a rotation that is gone already must not keep the other from being made inactive. */
function ignoreAwsFailure(error: unknown): void {
  if (!isAwsFailure(error)) throw error;
}

export async function allowCredential({ store, audit, clock }: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<void> {
  if (row.revokedAt === null) return;
  await store.db.transaction(async (transaction) => {
    await transaction.update(credentials).set({ revokedAt: null, revokedBy: null, revokedBecause: null, deactivatedAt: null, updatedAt: clock() }).where(eq(credentials.id, row.id));
    await audit.add([{ actor, action: 'credential.allowed', subject: subjectOf(row), detail: { name: row.name, wasInactiveInAws: row.deactivatedAt !== null }, address }], transaction);
  });
}
