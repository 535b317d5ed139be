import { openKeyrings, type Keyrings } from '../base/vault/keyrings/open-keyrings.ts';
import { openVault } from '../base/vault/open-vault.ts';
import type { Vault } from '../base/vault/vault.ts';
import { configSchema } from '../base/config/config-schema.ts';
import type { Store } from '../base/store/store.ts';
import { makeTestFolder } from './make-test-folder.ts';

export interface TestVaultFacts {
  readonly folder?: string;
  /** The settings below `vault:`. */
  readonly settings?: Record<string, unknown>;
  readonly openKms?: Parameters<typeof openKeyrings>[0]['openKms'];
}

/** A vault over a store, with its key file in a folder of its own. */
export async function openTestVault(store: Store, { folder, settings = {}, openKms = noKms }: TestVaultFacts = {}): Promise<{ vault: Vault; keyrings: Keyrings }> {
  const config = configSchema.parse({ data: { folder: folder ?? (await makeTestFolder()) }, vault: settings });
  const clock = () => new Date();
  const keyrings = await openKeyrings({ config, store, clock, openKms });
  return { vault: openVault({ store, clock, keyrings }), keyrings };
}

function noKms(): never {
  throw new Error('This test has no KMS');
}
