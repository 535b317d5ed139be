import type { DuckDb, SqlRow, SqlLimits } from '../../../base/lake/duckdb.ts';
import { MissingFile } from '../../../base/lake/sql-failure.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import { lakeColumns, pathColumns } from './lake-columns.ts';
import type { FileFilter, ListLakeFiles } from './list-lake-files.ts';
import type { LakeFile } from './list-partition.ts';

/** What questions need of a lake. */
export interface LakeReading {
  readonly duckdb: DuckDb;
  readonly files: ListLakeFiles;
  /** The only folders that a person's SQL may open; absent, the whole lake. */
  readonly readableFolders?: readonly string[];
}

const sqlTypes = { time: 'TIMESTAMP', flag: 'BOOLEAN', name: 'VARCHAR', text: 'VARCHAR', names: 'VARCHAR[]' } as const;

/** Every column of the view `activity`, in its order. */
export const viewColumns = [
  ...lakeColumns.slice(0, 2).map(described),
  ...pathColumns,
  ...lakeColumns.slice(2).map(described),
];

function described({ name, kind, about }: (typeof lakeColumns)[number]) {
  return { name, type: sqlTypes[kind], about };
}

/** The events of these files as SQL has them: a table without rows where there are no files. */
export function eventsOf(files: readonly LakeFile[]): string {
  if (files.length === 0) return `(select ${viewColumns.map(({ name, type }) => `null::${type} as ${name}`).join(', ')} where false)`;
  const list = files.map(({ path }) => sqlText(path)).join(',');
  const types = `hive_partitioning = true, hive_types = {'account': VARCHAR, 'region': VARCHAR, 'date': DATE}`;
  return `(select ${viewColumns.map(({ name }) => (name === 'account_id' ? 'account as account_id' : name)).join(', ')} from read_parquet([${list}], ${types}))`;
}

const tries = 4;

/** Asks about the files that may hold the answer. When one was merged away in the meantime, all are looked up again. */
export async function askFiles<T>(lake: LakeReading, filter: FileFilter, ask: (files: readonly LakeFile[]) => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await ask(await lake.files(filter));
    } catch (error) {
      if (!(error instanceof MissingFile) || left <= 1) throw error;
    }
  }
}

/** The rows of one question over the files that may hold the answer. */
export function askLake(lake: LakeReading, filter: FileFilter, { sql, ...limits }: SqlLimits & { readonly sql: (events: string) => string }): Promise<SqlRow[]> {
  return askFiles(lake, filter, (files) => lake.duckdb.rows(sql(eventsOf(files)), limits));
}
