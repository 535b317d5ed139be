import type { PGlite } from '@electric-sql/pglite';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';

/** Drizzle over either PostgreSQL: the query builder is the same for both. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>;

interface StoreCommon {
  readonly db: Db;
  /** Plain SQL with $1 placeholders, where the query builder has no words for it. */
  execute(sql: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  /** Fails with AppError `store-unreachable` when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedStore extends StoreCommon {
  readonly kind: 'embedded';
  readonly client: PGlite;
}

export interface ServerStore extends StoreCommon {
  readonly kind: 'server';
  readonly pool: Pool;
}

/** The control plane's database: embedded or a server. Only the queue looks at which. */
export type Store = EmbeddedStore | ServerStore;
