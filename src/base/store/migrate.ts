import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle as drizzleServer } from 'drizzle-orm/node-postgres';
import { migrate as migrateNode } from 'drizzle-orm/node-postgres/migrator';
import { drizzle as drizzleEmbedded } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { AppError } from '../../core/app-error.ts';
import { messageOf } from './answered.ts';
import { connectOnce, placeOf } from './connect-server.ts';

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Any fixed number: the same in every process that may migrate the same database. */
const lockNumber = 7_203_641_905;

type Ask = (sql: string) => Promise<{ rows: { value: string | null }[] }>;

export async function migrateEmbedded(client: PGlite): Promise<void> {
  await refuseUnknown((sql) => client.query(sql));
  await named('the embedded store', migratePglite(drizzleEmbedded(client), { migrationsFolder }));
}

/** However many processes start at once, one migrates and the others wait for it. The lock ends with its connection. */
export async function migrateServer(databaseUrl: string): Promise<void> {
  const client = await connectOnce(databaseUrl);
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    await refuseUnknown((sql) => client.query(sql));
    await named(placeOf(databaseUrl), migrateNode(drizzleServer(client), { migrationsFolder }));
  } finally {
    await client.end();
  }
}

async function named(place: string, migrating: Promise<unknown>): Promise<void> {
  try {
    await migrating;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new AppError('store-failed', `The tables of ${place} could not be brought up to date: ${messageOf(cause)}`, {
      hint: 'Nothing was changed. Check that the database user may create schemas and tables',
      cause: error,
    });
  }
}

/** A migration that this program does not know comes from a newer one, whose tables it would misread. */
async function refuseUnknown(ask: Ask): Promise<void> {
  const { rows: table } = await ask("select to_regclass('drizzle.__drizzle_migrations')::text as value");
  if (table[0]?.value === null) return;
  const { rows: applied } = await ask('select created_at::text as value from drizzle.__drizzle_migrations');
  const known = new Set(readMigrationFiles({ migrationsFolder }).map((migration) => String(migration.folderMillis)));
  const unknown = applied.filter(({ value }) => !known.has(String(value))).length;
  if (unknown === 0) return;
  throw new AppError('store-failed', `The database was written by a newer Watchkeeper than this one: it has ${unknown} migration(s) that this version does not know`, {
    hint: 'Start the newer version, or restore a backup made before the upgrade',
  });
}
