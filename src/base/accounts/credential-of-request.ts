import type { CredentialSource } from '../../core/account.ts';
import { AppError } from '../../core/app-error.ts';
import type { AccountChanges } from './contract.ts';

type CredentialFields = Pick<AccountChanges, 'credential' | 'credentialType' | 'roleArn' | 'externalId' | 'credentialId' | 'profile'>;

/** The credential that a request names, in whichever of the two ways; undefined when it names none. */
export function credentialOfRequest({ credential, credentialType, roleArn, externalId, credentialId, profile }: CredentialFields): CredentialSource | undefined {
  const type = credentialType ?? (roleArn !== undefined ? 'iam_role' : credentialId !== undefined ? 'access_key' : profile !== undefined ? 'ambient' : undefined);
  if (credential !== undefined) {
    if (type !== undefined) throw new AppError('bad-request', 'The request names credentials twice', { hint: 'Give either credential, or credentialType with its fields' });
    return credential;
  }
  const base = credentialId !== undefined ? { kind: 'access_key' as const, credentialId } : profile !== undefined ? { kind: 'profile' as const, profile } : undefined;
  switch (type) {
    case undefined:
      return undefined;
    case 'iam_role':
      if (roleArn === undefined) throw new AppError('bad-request', 'A role needs its ARN', { hint: 'Give roleArn, as arn:aws:iam::123456789012:role/WatchkeeperRead' });
      return { kind: 'role', roleArn, ...(externalId === undefined ? {} : { externalId }), ...(base ? { via: base } : {}) };
    case 'access_key':
      if (credentialId === undefined) throw new AppError('bad-request', 'An access key is named by its id in the vault', { hint: 'Put the key into the vault first with POST /api/credentials, and give its id as credentialId' });
      return { kind: 'access_key', credentialId };
    case 'instance_profile':
      return { kind: 'instance_profile' };
    case 'ambient':
      return base?.kind === 'profile' ? base : { kind: 'ambient' };
  }
}
