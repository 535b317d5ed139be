import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { AppError } from '../../core/app-error.ts';
import { answered, messageOf } from './answered.ts';
import { lockDataFolder } from './lock-data-folder.ts';
import { migrateEmbedded } from './migrate.ts';
import { once } from './once.ts';
import type { EmbeddedStore } from './store.ts';

/** The default buffers of 160 MB would be most of what the whole process needs; the operating system caches the files anyway. */
const smallMemory = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/** PostgreSQL inside this process, its files in the data folder. */
export async function openEmbeddedStore(dataFolder: string): Promise<EmbeddedStore> {
  const folder = resolve(dataFolder);
  await makeFolder(folder);
  const unlock = await lockDataFolder(folder);
  try {
    return await openFiles(folder, unlock);
  } catch (error) {
    unlock();
    if (error instanceof AppError) throw error;
    throw new AppError('store-failed', `The embedded store in ${folder} could not be opened: ${messageOf(error)}`, {
      hint: 'Restore the folder from a backup, or start with another one (--data or WATCHKEEPER_DATA)',
      cause: error,
    });
  }
}

/** In memory only: empty and migrated, or a copy of a snapshot of one. */
export async function openMemoryStore(snapshot?: Blob): Promise<EmbeddedStore> {
  const client = await PGlite.create({ startParams: smallMemory, ...(snapshot ? { loadDataDir: snapshot } : {}) });
  if (!snapshot) await migrateEmbedded(client);
  return overClient(client, () => client.close());
}

async function openFiles(folder: string, unlock: () => void): Promise<EmbeddedStore> {
  const client = await PGlite.create({ dataDir: join(folder, 'store'), relaxedDurability: false, startParams: smallMemory });
  try {
    await migrateEmbedded(client);
  } catch (error) {
    await client.close();
    throw error;
  }
  return overClient(client, async () => {
    try {
      await client.close();
    } finally {
      unlock();
    }
  });
}

function overClient(client: PGlite, close: () => Promise<void>): EmbeddedStore {
  return {
    kind: 'embedded',
    client,
    db: drizzle(client),
    execute: async (sql, values = []) => client.query<Record<string, unknown>>(sql, [...values]),
    async ping() {
      await answered(client.query('select 1'), 'The embedded store');
    },
    close: once(close),
  };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError('unreadable-file', `The data folder ${folder} cannot be made: ${messageOf(error)}`, {
      hint: 'Name another one with --data or WATCHKEEPER_DATA',
      cause: error,
    });
  }
}
