import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openAudit, type OpenAudit } from '../../base/audit/open-audit.ts';
import type { Config } from '../../base/config/config-schema.ts';
import { openKmsCalls } from '../../base/credentials/kms-through-door.ts';
import { openStore } from '../../base/store/open-store.ts';
import type { Store } from '../../base/store/store.ts';
import { openKeyrings } from '../../base/vault/keyrings/open-keyrings.ts';
import { openVault } from '../../base/vault/open-vault.ts';
import type { Vault } from '../../base/vault/vault.ts';
import { AppError } from '../../core/app-error.ts';
import { systemClock } from '../../core/clock.ts';

export interface OpenedSecrets {
  readonly store: Store;
  readonly audit: OpenAudit;
  /** Fails where the keys are lost; what needs none goes on without. */
  readonly openVault: () => Promise<Vault>;
}

/** The audit log and the vault of a database, for a command. */
export async function withSecrets<T>(config: Config, work: (secrets: OpenedSecrets) => Promise<T>): Promise<T> {
  const { databaseUrl } = config.store;
  const clock = systemClock;
  if (databaseUrl === undefined && !existsSync(resolve(config.data.folder))) {
    throw new AppError('not-found', `There is no database in ${config.data.folder}`, { hint: 'Name the data folder with --data, or the server with DATABASE_URL' });
  }
  const store = await openStore({ dataFolder: config.data.folder, databaseUrl });
  let vault: Promise<Vault> | undefined;
  try {
    const open = async () => openVault({ store, clock, keyrings: await openKeyrings({ config, store, clock, openKms: (keyArn) => openKmsCalls(keyArn, { config: config.aws, clock }) }) });
    return await work({ store, audit: openAudit({ store, clock }), openVault: () => (vault ??= open()) });
  } finally {
    await vault?.then((opened) => opened.close(), () => undefined);
    await store.close();
  }
}
