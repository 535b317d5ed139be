import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError } from '../../core/app-error.ts';
import type { DuckDb, SqlAnswer, SqlLimits, SqlQuestion } from './duckdb.ts';
import { jsonValue } from './json-value.ts';
import { limited } from './limited.ts';
import { openInstance, type DuckDbOptions } from './open-instance.ts';
import { openLimitedInstances } from './open-limited-instance.ts';
import { prepareReading } from './prepare-reading.ts';
import { sqlText } from './sql-text.ts';

/** Opens nothing yet: DuckDB is loaded by the first question, so that a start does not wait for it. */
export function openDuckDb(options: DuckDbOptions): DuckDb {
  let opened: Promise<DuckDBInstance> | undefined;
  let isClosed = false;
  const limitedInstances = openLimitedInstances(options);
  const instance = () => {
    if (isClosed) throw new AppError('not-ready', 'The activity lake is closed');
    return (opened ??= openInstance(options));
  };

  /** Each piece of work has a connection of its own, so that ending it ends nothing else. */
  async function connected<T>(limits: SqlLimits, own: DuckDBInstance | undefined, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await (own ?? (await instance())).connect();
    try {
      return await limited(connection, limits, () => work(connection));
    } finally {
      connection.closeSync();
    }
  }

  return {
    rows: (sql, limits = {}) =>
      connected(limits, undefined, async (connection) => {
        const reader = await connection.runAndReadAll(sql);
        const names = reader.deduplicatedColumnNames();
        return reader.getRows().map((row) => Object.fromEntries(row.map((value, at) => [names[at] ?? '', jsonValue(value)])));
      }),
    run: (sql, limits = {}) => connected(limits, undefined, async (connection) => (await connection.run(sql)).rowsChanged),
    async ask(question) {
      const { readableFolders } = question;
      if (readableFolders === undefined) return answer(await (await instance()).connect(), question, () => undefined);
      const own = await limitedInstances.open({ folders: readableFolders });
      return answer(await own.instance.connect(), question, own.close);
    },
    async saveAnswer({ sql, before = [], readableFolders, ...limits }, file) {
      const own = readableFolders === undefined ? undefined : await limitedInstances.open({ folders: readableFolders, files: [file] });
      try {
        await connected(limits, own?.instance, async (connection) => {
          for (const statement of before) await connection.run(statement);
          await prepareReading(connection, sql);
          await connection.run(`copy (${sql.replace(/[;\s]+$/, '')}\n) to ${sqlText(file)} (format parquet, compression zstd)`);
        });
      } finally {
        own?.close();
      }
    },
    async close() {
      isClosed = true;
      (await opened)?.closeSync();
    },
  };
}

async function answer(connection: DuckDBConnection, { sql, before = [], readableFolders: _folders, ...limits }: SqlQuestion, onClose: () => void): Promise<SqlAnswer> {
  const startedAt = performance.now();
  const left = (): SqlLimits => ({ ...limits, timeoutMs: limits.timeoutMs === undefined ? undefined : Math.max(1, limits.timeoutMs - (performance.now() - startedAt)) });
  let isClosed = false;
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    connection.closeSync();
    onClose();
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
