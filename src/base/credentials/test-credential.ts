import type { z } from 'zod';
import type { testCredentialContract } from './contract.ts';
import { hiddenKey, type CredentialRow } from './credential-row.ts';
import type { Asking, CredentialsRoom } from './credentials-room.ts';
import { explainRefusal, withKey } from './key-session.ts';
import { refuseRevoked } from './open-access-key.ts';
import { isAwsFailure } from './rotation-failure.ts';
import { currentKey } from './rotation-steps.ts';
import { identityActions, identityOf } from './user-keys.ts';

/** Whose key it is, as AWS says, or what is wrong with it. */
export async function testCredential(room: CredentialsRoom, row: CredentialRow, { actor, address }: Asking): Promise<z.input<typeof testCredentialContract.response>> {
  refuseRevoked(row);
  const key = await currentKey(room, row);
  room.uses.note(row, { actor, address, purpose: 'test', accountId: row.accountId });
  try {
    const { accountId, arn } = await withKey(key, { config: room.aws, accountId: row.accountId, actions: identityActions }, identityOf);
    if (accountId === row.accountId) return { works: true, accountId, arn };
    return { works: false, because: `The key belongs to account ${accountId}, not to ${row.accountId}`, hint: 'Make a credential of that account and remove this one' };
  } catch (error) {
    if (!isAwsFailure(error)) throw error;
    return { works: false, ...explainRefusal(error, hiddenKey(row.accessKeyId)) };
  }
}
