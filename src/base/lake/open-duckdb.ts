import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '../../core/app-error.ts';
import type { DuckDb, SqlAnswer, SqlLimits, SqlQuestion } from './duckdb.ts';
import { jsonValue } from './json-value.ts';
import { limited } from './limited.ts';
import { prepareReading } from './prepare-reading.ts';
import { sqlText } from './sql-text.ts';

export interface DuckDbOptions {
  /** The only folder that SQL may read and write; it also holds what does not fit into memory. */
  readonly folder: string;
  /** The most memory for data, in MB; a quarter of the machine's when that is less. */
  readonly memoryMb: number;
  readonly threads: number;
}

/** Opens nothing yet: DuckDB is loaded by the first question, so that a start does not wait for it. */
export function openDuckDb(options: DuckDbOptions): DuckDb {
  let opened: Promise<DuckDBInstance> | undefined;
  let isClosed = false;
  const instance = () => {
    if (isClosed) throw new AppError('not-ready', 'The activity lake is closed');
    return (opened ??= openInstance(options));
  };

  /** Each piece of work has a connection of its own, so that ending it ends nothing else. */
  async function connected<T>(limits: SqlLimits, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await (await instance()).connect();
    try {
      return await limited(connection, limits, () => work(connection));
    } finally {
      connection.closeSync();
    }
  }

  return {
    rows: (sql, limits = {}) =>
      connected(limits, async (connection) => {
        const reader = await connection.runAndReadAll(sql);
        const names = reader.deduplicatedColumnNames();
        return reader.getRows().map((row) => Object.fromEntries(row.map((value, at) => [names[at] ?? '', jsonValue(value)])));
      }),
    run: (sql, limits = {}) => connected(limits, async (connection) => (await connection.run(sql)).rowsChanged),
    async ask(question) {
      const connection = await (await instance()).connect();
      return answer(connection, question);
    },
    saveAnswer: ({ sql, before = [], ...limits }, file) =>
      connected(limits, async (connection) => {
        for (const statement of before) await connection.run(statement);
        await prepareReading(connection, sql);
        await connection.run(`copy (${sql.replace(/[;\s]+$/, '')}\n) to ${sqlText(file)} (format parquet, compression zstd)`);
      }),
    async close() {
      isClosed = true;
      (await opened)?.closeSync();
    },
  };
}

async function openInstance({ folder, memoryMb, threads }: DuckDbOptions): Promise<DuckDBInstance> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const memory = Math.max(96, Math.min(memoryMb, Math.floor(totalmem() / 4 / 1_048_576)));
  const created = await DuckDBInstance.create(':memory:', {
    memory_limit: `${memory}MiB`,
    threads: String(threads),
    temp_directory: temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await created.connect();
  for (const statement of [`set global TimeZone = 'UTC'`, 'set global parquet_metadata_cache = true', `set global allowed_directories = [${sqlText(`${folder}/`)}]`, 'set global enable_external_access = false', 'set global lock_configuration = true']) {
    await connection.run(statement);
  }
  connection.closeSync();
  return created;
}

async function answer(connection: DuckDBConnection, { sql, before = [], ...limits }: SqlQuestion): Promise<SqlAnswer> {
  const startedAt = performance.now();
  const left = (): SqlLimits => ({ ...limits, timeoutMs: limits.timeoutMs === undefined ? undefined : Math.max(1, limits.timeoutMs - (performance.now() - startedAt)) });
  let isClosed = false;
  const close = () => {
    if (!isClosed) connection.closeSync();
    isClosed = true;
  };
  try {
    const result = await limited(connection, left(), async () => {
      for (const statement of before) await connection.run(statement);
      return (await prepareReading(connection, sql)).stream();
    });
    const names = result.deduplicatedColumnNames();
    const columns = names.map((name, at) => ({ name, type: String(result.columnType(at)) }));
    async function* batches() {
      try {
        for (;;) {
          const chunk = await limited(connection, left(), () => result.fetchChunk());
          if (!chunk || chunk.rowCount === 0) return;
          yield chunk.getRows().map((row) => row.map(jsonValue));
        }
      } finally {
        close();
      }
    }
    return { columns, batches: batches(), close };
  } catch (error) {
    close();
    throw error;
  }
}
