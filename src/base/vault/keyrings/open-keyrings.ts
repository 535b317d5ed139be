import { join, resolve } from 'node:path';
import { and, eq, ne } from 'drizzle-orm';
import { AppError } from '../../../core/app-error.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Config } from '../../config/config-schema.ts';
import type { Store } from '../../store/store.ts';
import type { Keyring } from '../keyring.ts';
import { auditOwner } from '../sign-audit.ts';
import { vaultDataKeys } from '../tables.ts';
import type { KeyringKind } from '../vault.ts';
import { openKmsKeyring, type KmsCalls } from './kms-keyring.ts';
import { openLocalKeyring } from './local-keyring.ts';
import { openTransitKeyring } from './transit-keyring.ts';

export interface Keyrings {
  /** New secrets are sealed with it. */
  readonly current: Keyring;
  /** Every one that the settings name: what was sealed with another still opens. */
  readonly all: ReadonlyMap<KeyringKind, Keyring>;
}

export interface KeyringsOptions {
  readonly config: Pick<Config, 'vault' | 'data'>;
  readonly store: Store;
  readonly clock: Clock;
  readonly openKms: (keyArn: string) => KmsCalls;
}

export async function openKeyrings({ config, store, clock, openKms }: KeyringsOptions): Promise<Keyrings> {
  const { keyring, kms, transit } = config.vault;
  const all = new Map<KeyringKind, Keyring>();
  if (transit.address !== undefined) all.set('transit', openTransitKeyring(transit));
  if (kms.keyArn !== undefined) all.set('kms', openKmsKeyring(openKms(kms.keyArn)));
  const needed = await localKeysNeeded(store);
  if (keyring === 'local' || needed.length > 0) {
    all.set('local', await openLocalKeyring({ file: keyFileOf(config), needed, clock }));
  }
  const current = all.get(keyring);
  if (current) return { current, all };
  throw new AppError('bad-config', `vault.keyring is ${keyring}, and ${keyring === 'kms' ? 'vault.kms.keyArn' : 'vault.transit.address'} is not set`, {
    hint: keyring === 'kms' ? 'Set it, or the variable WATCHKEEPER_KMS_KEY' : 'Set it, or the variable VAULT_ADDR',
  });
}

/** The signing key of the audit log can be made anew: for its sake nobody is kept from starting. */
async function localKeysNeeded(store: Store): Promise<string[]> {
  const rows = await store.db
    .selectDistinct({ keyRef: vaultDataKeys.keyRef })
    .from(vaultDataKeys)
    .where(and(eq(vaultDataKeys.keyring, 'local'), ne(vaultDataKeys.owner, auditOwner)));
  return rows.map(({ keyRef }) => keyRef);
}

export function keyFileOf({ vault, data }: Pick<Config, 'vault' | 'data'>): string {
  return vault.local.keyFile ?? join(resolve(data.folder), 'vault-keys.json');
}
