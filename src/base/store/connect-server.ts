import pg from 'pg';
import { AppError } from '../../core/app-error.ts';
import type { Log } from '../telemetry/create-log.ts';
import { answered } from './answered.ts';

const patience = { connectionTimeoutMillis: 5_000, keepAlive: true, application_name: 'watchkeeper' } as const;

/** One connection without time limits: for migrations, and for tests that make databases. */
export async function connectOnce(databaseUrl: string): Promise<pg.Client> {
  const place = placeOf(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl, ...patience });
  // Without a listener a lost server would end the process; the query in flight fails by itself.
  client.on('error', () => undefined);
  await answered(client.connect(), place);
  return client;
}

/** A pool that outlives its server: what is in flight fails, and the next query connects again. */
export function openPool(databaseUrl: string, log?: Log): pg.Pool {
  const place = placeOf(databaseUrl);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    ...patience,
    max: 20,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    // A server that vanished without a word answers nothing, not even its own statement timeout.
    query_timeout: 65_000,
  });
  let isLost = false;
  const lose = (error: Error) => {
    if (!isLost) log?.warn({ err: error }, `${place}: connection lost; connecting again when needed`);
    isLost = true;
  };
  pool.on('error', lose);
  pool.on('connect', (client) => {
    if (isLost) log?.info(`${place}: connected again`);
    isLost = false;
    // The pool listens to idle connections only: one that breaks between two statements of a transaction has nobody else.
    client.on('error', lose);
  });
  return pool;
}

/** Host and database of a URL, never its user or password. */
export function placeOf(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new AppError('bad-config', 'DATABASE_URL is not the address of a PostgreSQL database', {
      hint: 'Write postgres://user:password@host:5432/database',
    });
  }
  const host = url.hostname || url.searchParams.get('host') || 'the local socket';
  return `PostgreSQL at ${host}${url.port ? `:${url.port}` : ''}, database ${url.pathname.slice(1) || 'of the user'}`;
}
