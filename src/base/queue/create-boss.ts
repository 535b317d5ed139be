import { AsyncLocalStorage } from 'node:async_hooks';
import { SQL, sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss } from 'pg-boss';
import { AppError } from '../../core/app-error.ts';
import type { Db, ServerStore, Store } from '../store/store.ts';
import type { Log } from '../telemetry/create-log.ts';
import type { Trouble } from './watch-trouble.ts';

/** How often pg-boss looks for workers that have fallen silent. */
const superviseSeconds = 10;
/** Any fixed number: the same in every process, and another than that of the migrations. */
const startLock = 7_203_641_906;

export interface Boss {
  readonly boss: PgBoss;
  /** Whatever pg-boss is asked within `work` is part of the transaction. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
}

type Statements = ReturnType<typeof fromDrizzle>;

/**
 * pg-boss over our own connections, started. Its tables are made by whichever process is first.
 *
 * Its `db` option for one call would not do for transactions: what it has not cached it asks of its own connection, and
 * the embedded store has only the one that the transaction holds.
 */
export async function createBoss(store: Store, { log, trouble }: { log: Log; trouble: Trouble }): Promise<Boss> {
  const scope = new AsyncLocalStorage<Statements>();
  const own: Statements = store.kind === 'embedded' ? fromPglite(store.client) : overPool(store.pool);
  const boss = new PgBoss({
    db: { executeSql: (text, values) => (scope.getStore() ?? own).executeSql(text, values) },
    ...(store.kind === 'embedded' ? { backend: 'pglite' } : {}),
    schedule: false,
    monitorVacuum: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on('error', (error) => trouble.report(error));
  boss.on('warning', ({ message, data }) => log.warn({ data }, `The queue: ${message}`));
  try {
    await alone(store, () => boss.start());
  } catch (error) {
    throw new AppError('queue-failed', `The queue could not be started: ${error instanceof Error ? error.message : String(error)}`, {
      hint: 'Check that the database user may create the schema "pgboss" and its tables',
      cause: error,
    });
  }
  return { boss, transaction: (work) => store.db.transaction((tx) => scope.run(within(tx), () => work(tx))) };
}

/**
 * Nobody else starts on the same database meanwhile: PostgreSQL's "create schema if not exists" fails when two do it at once.
 * The lock ends with its connection, however that ends.
 */
async function alone(store: Store, start: () => Promise<unknown>): Promise<void> {
  if (store.kind === 'embedded') {
    await start();
    return;
  }
  const client = await store.pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [startLock]);
    await start();
    await client.query('select pg_advisory_unlock($1)', [startLock]);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

function overPool(pool: ServerStore['pool']): Statements {
  return {
    async executeSql(text, values) {
      const result: unknown = await pool.query(text, values);
      // Several statements in one text give one result each.
      const results: unknown[] = Array.isArray(result) ? result : [result];
      return { rows: results.flatMap(rowsOf) };
    },
  };
}

function within(tx: Db): Statements {
  return fromDrizzle(
    {
      async execute(query) {
        if (!(query instanceof SQL)) throw new TypeError('pg-boss made something other than an SQL statement');
        return { rows: rowsOf(await tx.execute(query)) };
      },
    },
    sql,
  );
}

function rowsOf(result: unknown): unknown[] {
  const rows: unknown = Reflect.get(Object(result), 'rows');
  return Array.isArray(rows) ? rows : [];
}
