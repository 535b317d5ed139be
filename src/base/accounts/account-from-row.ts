import { credentialTypeOf, type ConnectedAccount } from '../../core/account.ts';
import type { accounts } from './tables.ts';

export function accountFromRow(row: typeof accounts.$inferSelect): ConnectedAccount {
  const { parkedBy: _parkedBy, surveyedAt: _surveyedAt, failingSince, lastValidated, createdAt, updatedAt, ...facts } = row;
  const { credential } = row;
  return {
    ...facts,
    credentialType: credentialTypeOf(credential),
    roleArn: credential.kind === 'role' ? credential.roleArn : null,
    externalId: credential.kind === 'role' ? (credential.externalId ?? null) : null,
    failingSince: failingSince?.toISOString() ?? null,
    lastValidated: lastValidated?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
