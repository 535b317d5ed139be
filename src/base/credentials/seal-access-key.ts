import { z } from 'zod';
import { AppError } from '../../core/app-error.ts';
import type { AccessKey } from '../aws/door.ts';
import type { Db } from '../store/store.ts';
import { hideFromLogs } from '../telemetry/hidden-values.ts';
import type { Vault } from '../vault/vault.ts';

const keySchema = z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string().optional() });

export interface KeyPlace {
  readonly id: string;
  readonly accountId: string;
  readonly version: number;
}

export function sealAccessKey(vault: Vault, { place, key }: { place: KeyPlace; key: AccessKey }, db?: Db): Promise<string> {
  hide(key);
  return vault.sealField({ ...placeOf(place), value: JSON.stringify(keySchema.parse(key)) }, db);
}

/** The key, which must be the one that stands beside it in plain. */
export async function unsealAccessKey(vault: Vault, { place, sealed, accessKeyId }: { place: KeyPlace; sealed: string; accessKeyId: string }): Promise<AccessKey> {
  const { sessionToken, ...key } = keySchema.parse(JSON.parse(await vault.unsealField({ ...placeOf(place), sealed })));
  hide({ ...key, sessionToken });
  if (key.accessKeyId === accessKeyId) return { ...key, ...(sessionToken === undefined ? {} : { sessionToken }) };
  throw new AppError('vault-damaged', `The access key id of credential ${place.id} was changed in the database`, { hint: 'Restore the database from a backup, or enter the key again; watchkeeper audit verify tells whether more was changed' });
}

function hide({ secretAccessKey, sessionToken }: { secretAccessKey: string; sessionToken?: string | undefined }): void {
  hideFromLogs(secretAccessKey);
  if (sessionToken !== undefined) hideFromLogs(sessionToken);
}

function placeOf({ id, accountId, version }: KeyPlace) {
  return { owner: `credential/${id}`, field: 'access-key', accountId, version };
}
