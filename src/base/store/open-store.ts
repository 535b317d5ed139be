import { AppError } from '../../core/app-error.ts';
import type { Log } from '../telemetry/create-log.ts';
import { openEmbeddedStore } from './open-embedded-store.ts';
import { openServerStore } from './open-server-store.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  readonly dataFolder: string;
  readonly databaseUrl?: string | undefined;
  /** Told when the server is lost and when it is back. */
  readonly log?: Log | undefined;
}

/** Opens the database, one process at a time for the embedded one, and brings its tables up to date. */
export async function openStore({ dataFolder, databaseUrl, log }: StoreOptions): Promise<Store> {
  if (databaseUrl === '') {
    throw new AppError('bad-config', 'DATABASE_URL is empty', { hint: 'Name a PostgreSQL database, or remove it to use the embedded store' });
  }
  return databaseUrl === undefined ? openEmbeddedStore(dataFolder) : openServerStore(databaseUrl, log);
}
