import { AppError } from '../../core/app-error.ts';
import type { OpenAccessKey } from '../aws/door.ts';
import { findCredential, type CredentialRow } from './credential-row.ts';
import type { CredentialsRoom } from './credentials-room.ts';
import { unsealAccessKey } from './seal-access-key.ts';

/** Opens keys for whoever uses them, and writes down who did. A revoked one opens for nobody. */
export function accessKeyOpener({ store, vault, uses }: Pick<CredentialsRoom, 'store' | 'vault' | 'uses'>): OpenAccessKey {
  return async (credentialId, use) => {
    const row = await findCredential(store.db, credentialId);
    refuseRevoked(row);
    const key = await unsealAccessKey(vault, { place: row, sealed: row.sealed, accessKeyId: row.accessKeyId });
    uses.note(row, use);
    return key;
  };
}

export function refuseRevoked({ name, revokedAt, revokedBecause }: CredentialRow): void {
  if (revokedAt === null) return;
  throw new AppError('credential-revoked', `The credential "${name}" was revoked at ${revokedAt.toISOString()}: ${revokedBecause ?? 'no reason was given'}`, { hint: 'An administrator can take the revocation back, or put another key in its place' });
}
