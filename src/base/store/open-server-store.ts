import { drizzle } from 'drizzle-orm/node-postgres';
import type { Log } from '../telemetry/create-log.ts';
import { answered } from './answered.ts';
import { openPool, placeOf } from './connect-server.ts';
import { migrateServer } from './migrate.ts';
import { once } from './once.ts';
import type { ServerStore } from './store.ts';

/** A real PostgreSQL, shared by any number of processes. */
export async function openServerStore(databaseUrl: string, log?: Log): Promise<ServerStore> {
  const place = placeOf(databaseUrl);
  await migrateServer(databaseUrl);
  const pool = openPool(databaseUrl, log);
  return {
    kind: 'server',
    pool,
    db: drizzle(pool),
    async execute(sql, values = []) {
      const { rows } = await pool.query<Record<string, unknown>>(sql, [...values]);
      return { rows };
    },
    async ping() {
      await answered(pool.query('select 1'), place);
    },
    close: once(() => pool.end()),
  };
}
