import { mkdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import { sqlText } from './sql-text.ts';

export interface DuckDbOptions {
  /** The only folder that SQL may read and write; it also holds what does not fit into memory. */
  readonly folder: string;
  /** The most memory for data, in MB; a quarter of the machine's when that is less. */
  readonly memoryMb: number;
  readonly threads: number;
}

/** What SQL may open: the whole of the folder, or only these. */
export interface Readable {
  readonly folders: readonly string[];
  readonly files?: readonly string[];
  /** For what does not fit into memory. DuckDB lets SQL read it. */
  readonly temporaryFolder?: string;
}

export async function openInstance({ folder, memoryMb, threads }: DuckDbOptions, { folders, files = [], temporaryFolder = 'tmp' }: Readable = { folders: [folder] }): Promise<DuckDBInstance> {
  const temporary = join(folder, temporaryFolder);
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
  for (const statement of [`set global TimeZone = 'UTC'`, 'set global parquet_metadata_cache = true', `set global allowed_directories = [${folders.map((one) => sqlText(`${one}/`)).join(', ')}]`, `set global allowed_paths = [${files.map(sqlText).join(', ')}]`, 'set global enable_external_access = false', 'set global lock_configuration = true']) {
    await connection.run(statement);
  }
  connection.closeSync();
  return created;
}
