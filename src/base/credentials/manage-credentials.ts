import { randomUUID } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import { listAccounts } from '../accounts/list-accounts.ts';
import { organizations } from '../accounts/tables.ts';
import type { AccessKey } from '../aws/door.ts';
import { credentialIdOf } from '../aws/revocations.ts';
import type { Db } from '../store/store.ts';
import type { createCredentialContract, updateCredentialContract } from './contract.ts';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { newestRotation } from './rotation-row.ts';
import { nextPlace, replaceKey, subjectOf } from './rotation-steps.ts';
import { sealAccessKey } from './seal-access-key.ts';
import { credentials } from './tables.ts';

export type NewCredential = z.output<NonNullable<typeof createCredentialContract.body>>;
export type CredentialChange = z.output<NonNullable<typeof updateCredentialContract.body>>;

export async function createCredential({ store, vault, audit, clock }: CredentialsRoom, order: NewCredential, { actor, address }: Asking): Promise<CredentialRow> {
  const { name, accountId, rotateEvery } = order;
  const key = keyOf(order);
  if (!key) throw new Error('A credential is made of a key');
  refuseMismatch(key);
  const id = randomUUID();
  return store.db.transaction(async (transaction) => {
    await refuseName(transaction, { name, accountId });
    const now = clock();
    const sealed = await sealAccessKey(vault, { place: { id, accountId, version: 1 }, key }, transaction);
    const [row] = await transaction
      .insert(credentials)
      .values({ id, name, accountId, accessKeyId: key.accessKeyId, sealed, version: 1, isTemporary: key.sessionToken !== undefined, rotateEvery, rotatedAt: now, createdAt: now, updatedAt: now })
      .returning();
    if (!row) throw new Error('The credential could not be stored');
    await audit.add([{ actor, action: 'credential.created', subject: subjectOf(row), detail: { name, key: hiddenKey(key.accessKeyId), rotateEvery }, address }], transaction);
    return row;
  });
}

/** With another key the old one is forgotten. */
export async function updateCredential({ store, vault, audit, clock }: CredentialsRoom, row: CredentialRow, { change, actor, address }: Asking & { change: CredentialChange }): Promise<void> {
  const { name = row.name, rotateEvery = row.rotateEvery } = change;
  const key = keyOf(change);
  if (key) refuseMismatch(key);
  const newest = key ? await newestRotation(store.db, row.id) : undefined;
  if (newest?.isOver === false) throw new AppError('conflict', `"${row.name}" is being rotated`, { hint: 'Put another key in its place when that is over, or undo the rotation first' });
  await store.db.transaction(async (transaction) => {
    if (name !== row.name) await refuseName(transaction, { name, accountId: row.accountId }, row.id);
    if (key) {
      const sealed = await sealAccessKey(vault, { place: nextPlace(row), key }, transaction);
      await replaceKey(transaction, row, { accessKeyId: key.accessKeyId, sealed, now: clock(), isTemporary: key.sessionToken !== undefined });
      await vault.forget([row.sealed], transaction);
    }
    await transaction.update(credentials).set({ name, rotateEvery, updatedAt: clock() }).where(eq(credentials.id, row.id));
    const detail = { name, ...(name === row.name ? {} : { formerName: row.name }), rotateEvery, ...(key ? { oldKey: hiddenKey(row.accessKeyId), newKey: hiddenKey(key.accessKeyId) } : {}) };
    await audit.add([{ actor, action: 'credential.changed', subject: subjectOf(row), detail, address }], transaction);
  });
}

export async function deleteCredential({ store, vault, audit }: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<void> {
  const asked = await store.db.select({ credential: organizations.credential }).from(organizations);
  const users = [...(await listAccounts(store)).filter(({ status }) => status !== 'inactive'), ...asked];
  const isUsed = users.some(({ credential }) => credentialIdOf(credential) === row.id);
  // By whom is told by the credential itself, to each as far as they may know of accounts.
  if (isUsed) throw new AppError('conflict', `"${row.name}" is used by connected accounts or organisations`, { hint: 'Disconnect the accounts under usedBy and the organisation that is asked with it, or give them other credentials first' });
  const newest = await newestRotation(store.db, row.id);
  if (newest?.isOver === false) throw new AppError('conflict', `"${row.name}" is being rotated`, { hint: 'Wait until that is over, or undo the rotation first' });
  await store.db.transaction(async (transaction) => {
    await transaction.delete(credentials).where(eq(credentials.id, row.id));
    await vault.forget([row.sealed], transaction);
    await audit.add([{ actor, action: 'credential.deleted', subject: subjectOf(row), detail: { name: row.name, key: hiddenKey(row.accessKeyId) }, address }], transaction);
  });
}

function keyOf({ accessKeyId, secretAccessKey, sessionToken }: CredentialChange): AccessKey | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function refuseMismatch({ accessKeyId, sessionToken }: AccessKey): void {
  if (accessKeyId.startsWith('ASIA') === (sessionToken !== undefined)) return;
  throw new AppError('bad-request', sessionToken === undefined ? 'A key that begins with ASIA is that of a session, and works with its session token only' : 'A session token belongs to a key that begins with ASIA', {
    hint: 'Give all parts of the same credentials',
  });
}

/** Names are of an account: whoever may know of one must not learn what is called so in another. */
async function refuseName(db: Db, { name, accountId }: { name: string; accountId: string }, besides = ''): Promise<void> {
  const [other] = await db.select({ id: credentials.id }).from(credentials).where(and(eq(credentials.name, name), eq(credentials.accountId, accountId), ne(credentials.id, besides)));
  if (other) throw new AppError('conflict', `There is a credential "${name}" already`, { hint: 'Choose another name' });
}
