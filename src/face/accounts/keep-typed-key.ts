import { addAccount } from '../../base/accounts/add-account.ts';
import type { AccessKey } from '../../base/aws/door.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { createCredential } from '../../base/credentials/manage-credentials.ts';
import type { Log } from '../../base/telemetry/create-log.ts';
import type { Asker } from '../cli/ask.ts';
import { askingAtTerminal, openLocalAccounts } from './open-local-accounts.ts';

export interface TypedKey {
  readonly key: AccessKey;
  readonly accountId: string;
}

export interface KeepOptions {
  readonly config: Config;
  readonly log: Log;
  readonly asker: Asker;
  readonly signal: AbortSignal;
}

/** Offers to seal a key that somebody typed and to connect its account. Tells what became of it, or nothing where there is nothing to offer. */
export async function offerToKeep({ key, accountId }: TypedKey, { config, log, asker, signal }: KeepOptions): Promise<string | undefined> {
  // A temporary key is over in hours.
  if (key.sessionToken !== undefined) return undefined;
  const isWanted = await asker.confirm(`Keep this key, sealed in the vault, so that the watch can go on with account ${accountId}? A role is better: watchkeeper accounts add leads to one`, false);
  if (!isWanted) return 'The key was not kept';
  const local = await openLocalAccounts({ config: { ...config, aws: { ...config.aws, mode: 'live' } }, log });
  try {
    const asking = askingAtTerminal(signal);
    const { id } = await createCredential(local.credentials, { name: `Key of ${accountId}`, accountId, rotateEvery: null, ...key }, asking);
    const account = await addAccount(local.room, { accountId, credentialId: id }, asking);
    return `The key is sealed in the vault, and the account ${account.accountId} is connected: WATCHKEEPER_AWS=live watchkeeper up watches it`;
  } finally {
    await local.close();
  }
}
