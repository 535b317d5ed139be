import { configSchema } from '../base/config/config-schema.ts';
import { openStore } from '../base/store/open-store.ts';
import type { Store } from '../base/store/store.ts';
import { openSecrets, type Secrets } from '../face/open-secrets.ts';
import { makeTestFolder } from './make-test-folder.ts';
import { quietLog } from './quiet-log.ts';

/** A data folder in which a process has worked with the audit log and the vault, and has ended. */
export async function makeSecretsFolder(work: (secrets: Secrets & { store: Store }) => Promise<void>): Promise<string> {
  const folder = await makeTestFolder();
  await inSecretsFolder(folder, work);
  return folder;
}

/** The same in a folder that is there already. */
export async function inSecretsFolder(folder: string, work: (secrets: Secrets & { store: Store }) => Promise<void>): Promise<void> {
  const config = configSchema.parse({ data: { folder } });
  const store = await openStore({ dataFolder: folder });
  try {
    const secrets = await openSecrets({ config, store, clock: () => new Date(), log: quietLog });
    await work({ ...secrets, store });
    await secrets.close();
  } finally {
    await store.close();
  }
}
