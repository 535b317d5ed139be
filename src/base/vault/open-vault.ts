import { randomBytes, randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { AppError } from '../../core/app-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { Db, Store } from '../store/store.ts';
import { hideFromLogs } from '../telemetry/hidden-values.ts';
import type { Keyring, WrapContext, WrappedKey } from './keyring.ts';
import type { Keyrings } from './keyrings/open-keyrings.ts';
import { openKeyCache } from './key-cache.ts';
import { rewrapKeys } from './rewrap-keys.ts';
import { keyBytes, openBytes, sealBytes } from './sealed-text.ts';
import { vaultDataKeys } from './tables.ts';
import { damagedSecret } from './vault-failures.ts';
import type { SecretPlace, Vault } from './vault.ts';
import { openKeyringWatch } from './watch-keyring.ts';
import { vaultStatus } from './vault-status.ts';

export interface VaultOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyrings: Keyrings;
}

const format = 'wk1';

/** Seals each secret with a data key of its own, and each data key with a keyring. */
export function openVault({ store, clock, keyrings }: VaultOptions): Vault {
  const { current, all } = keyrings;
  const cache = openKeyCache();
  const watch = openKeyringWatch({ keyring: current, clock });

  async function dataKey(id: string, place: SecretPlace): Promise<Buffer> {
    return cache.get(id, async () => {
      const [row] = await store.db.select().from(vaultDataKeys).where(eq(vaultDataKeys.id, id));
      if (!row) throw damagedSecret(place, 'its data key is gone');
      const keyring = all.get(row.keyring);
      if (!keyring) throw notNamed(row.keyring);
      const plain = await keyring.unwrap(row, { dataKey: row.id, owner: row.owner, field: row.field });
      if (plain.length !== keyBytes) throw damagedSecret(place, 'its data key is of the wrong length');
      return plain;
    });
  }

  return {
    async sealField({ value, ...place }, db = store.db) {
      hideFromLogs(value);
      const id = randomUUID();
      const context = { dataKey: id, owner: place.owner, field: place.field };
      const { plain, wrapped, keyRef } = await watch.told(() => newDataKey(current, context));
      await keep(db, { context, wrapped, keyRef, keyring: current.kind }, clock());
      return [format, id, sealBytes(plain, Buffer.from(value), boundTo(id, place))].join('.');
    },
    async unsealField({ sealed, ...place }) {
      const [version, id, hidden, ...rest] = sealed.split('.');
      if (version !== format || id === undefined || hidden === undefined || rest.length > 0) throw damagedSecret(place, 'it is not a sealed text');
      const plain = openBytes(await dataKey(id, place), hidden, boundTo(id, place));
      if (!plain) throw damagedSecret(place, 'it was changed, or is the secret of something else');
      const value = plain.toString();
      hideFromLogs(value);
      return value;
    },
    async forget(sealed, db = store.db) {
      const ids = sealed.map((text) => text.split('.')[1] ?? '');
      cache.forget(ids);
      if (ids.length > 0) await db.delete(vaultDataKeys).where(inArray(vaultDataKeys.id, ids));
    },
    async rewrap({ to, newKey = false, ...rest }) {
      const target = to === undefined ? current : all.get(to);
      if (!target) throw notNamed(to ?? current.kind);
      if (newKey) await target.makeNewKey();
      return rewrapKeys({ store, clock, all, target, ...rest });
    },
    status: () => vaultStatus({ store, keyrings, trouble: () => watch.trouble() }),
    ping: () => watch.ping(),
    async close() {
      cache.clear();
      for (const keyring of all.values()) await keyring.close();
    },
  };
}

async function newDataKey(keyring: Keyring, context: WrapContext): Promise<WrappedKey & { plain: Buffer }> {
  if (keyring.makeDataKey) return keyring.makeDataKey(context);
  const plain = randomBytes(keyBytes);
  return { plain, ...(await keyring.wrap(plain, context)) };
}

async function keep(db: Db, { context, ...key }: WrappedKey & { context: WrapContext; keyring: Keyring['kind'] }, now: Date): Promise<void> {
  await db.insert(vaultDataKeys).values({ id: context.dataKey, owner: context.owner, field: context.field, keyring: key.keyring, keyRef: key.keyRef, wrapped: key.wrapped, createdAt: now, wrappedAt: now });
}

function boundTo(id: string, { owner, field, accountId = null, version = 0 }: SecretPlace): string {
  return JSON.stringify(['watchkeeper secret', format, id, owner, accountId, field, version]);
}

export function notNamed(keyring: string): AppError {
  const setting = { local: 'vault.local', kms: 'vault.kms.keyArn', transit: 'vault.transit.address' }[keyring] ?? keyring;
  return new AppError('bad-config', `The settings do not name the keyring ${keyring}, which this needs`, { hint: `Set ${setting} until everything is sealed with another one: watchkeeper vault rewrap` });
}
