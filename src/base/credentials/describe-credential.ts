import { desc, inArray } from 'drizzle-orm';
import { allows, type AccountScope } from '../../core/account-scope.ts';
import { durationMs } from '../../core/duration.ts';
import { listAccounts } from '../accounts/list-accounts.ts';
import { credentialIdOf } from '../aws/revocations.ts';
import type { Store } from '../store/store.ts';
import type { Credential, Rotation } from './contract.ts';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { RotationRow } from './rotation-row.ts';
import { credentialRotations, credentials } from './tables.ts';

/** The credentials of the scope, as people may see them. */
export async function listCredentials(store: Store, scope: AccountScope): Promise<Credential[]> {
  const rows = await store.db.select().from(credentials).orderBy(credentials.name, credentials.id);
  return describeCredentials(store, rows.filter(({ accountId }) => allows(scope, accountId)), scope);
}

export async function describeCredential(store: Store, row: CredentialRow, scope: AccountScope): Promise<Credential> {
  const [credential] = await describeCredentials(store, [row], scope);
  if (!credential) throw new Error('One credential was described as none');
  return credential;
}

async function describeCredentials(store: Store, rows: readonly CredentialRow[], scope: AccountScope): Promise<Credential[]> {
  const accounts = await listAccounts(store, scope);
  const usersOf = Map.groupBy(accounts, ({ credential }) => credentialIdOf(credential));
  const rotations = await newestRotations(store, rows.map(({ id }) => id));
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    accountId: row.accountId,
    key: hiddenKey(row.accessKeyId),
    isTemporary: row.isTemporary,
    status: row.revokedAt === null ? 'active' : 'revoked',
    revoked: row.revokedAt === null ? null : { at: row.revokedAt.toISOString(), by: row.revokedBy ?? 'unknown', because: row.revokedBecause ?? '', isInactiveInAws: row.deactivatedAt !== null },
    rotateEvery: row.rotateEvery,
    rotatedAt: row.rotatedAt.toISOString(),
    nextRotationAt: nextRotationAt(row)?.toISOString() ?? null,
    rotation: shownRotation(rotations.get(row.id)),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    usedBy: (usersOf.get(row.id) ?? []).map(({ id, accountId, name }) => ({ id, accountId, name })),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
}

export function nextRotationAt({ rotateEvery, rotatedAt, revokedAt }: CredentialRow): Date | undefined {
  return rotateEvery === null || revokedAt !== null ? undefined : new Date(rotatedAt.getTime() + durationMs(rotateEvery));
}

async function newestRotations(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, RotationRow>> {
  if (ids.length === 0) return new Map();
  const rows = await store.db
    .selectDistinctOn([credentialRotations.credentialId])
    .from(credentialRotations)
    .where(inArray(credentialRotations.credentialId, [...ids]))
    .orderBy(credentialRotations.credentialId, desc(credentialRotations.startedAt));
  return new Map(rows.map((row) => [row.credentialId, row]));
}

function shownRotation(row: RotationRow | undefined): Rotation | null {
  if (!row) return null;
  return {
    id: row.id,
    step: row.step,
    isOver: row.isOver,
    oldKey: hiddenKey(row.oldAccessKeyId),
    newKey: row.newAccessKeyId === null ? null : hiddenKey(row.newAccessKeyId),
    error: row.error,
    startedBy: row.actor.name,
    startedAt: row.startedAt.toISOString(),
    nextTryAt: row.isOver ? null : row.nextTryAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
