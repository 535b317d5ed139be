import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';
import type { AthenaSettings } from './athena-desk.ts';
import { executeAthenaQuery } from './execute-athena-query.ts';
import { getAthenaTableSchema, type AthenaTableSchema } from './get-athena-table-schema.ts';
import { addColumnsSql, createTableSql, setPropertiesSql, type ExternalTable } from './table-sql.ts';

/** What keeping the table calls. Statements about tables read no data and are not billed. */
export const keepTableActions = ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetTableMetadata', 'athena:GetWorkGroup', 'athena:StartQueryExecution', 'athena:StopQueryExecution'] as const;

export type TableChange = 'made' | 'columns-added' | 'partitions-changed';

/** Makes the table where there is none, and gives it the columns and partitions that it lacks. Nothing is taken away. */
export async function keepAthenaTable(session: AwsSession, table: ExternalTable, settings: Pick<AthenaSettings, 'workgroup' | 'output'>): Promise<TableChange[]> {
  const run = (sql: string) => executeAthenaQuery(session, { sql, database: table.database, workGroup: settings.workgroup, outputLocation: settings.output, ceilingBytes: 10_000_000, timeoutMs: 120_000 });
  const there = await schemaOf(session, table);
  if (!there) {
    await run(createTableSql(table));
    return ['made'];
  }
  if (there.location !== null && folderOf(there.location) !== folderOf(table.location)) {
    throw new AppError('conflict', `The table ${table.database}.${table.table} is over ${there.location} and not over ${table.location}`, { hint: 'Name another table in athena.table, or drop that one' });
  }
  const missing = table.columns.filter(({ name }) => !there.columns.some((column) => column.name === name));
  const isOther = Object.entries(table.properties).some(([key, value]) => there.properties.get(key) !== value);
  if (missing.length > 0) await run(addColumnsSql(table, missing));
  if (isOther) await run(setPropertiesSql(table));
  return [...(missing.length > 0 ? ['columns-added' as const] : []), ...(isOther ? ['partitions-changed' as const] : [])];
}

async function schemaOf(session: AwsSession, { database, table }: ExternalTable): Promise<AthenaTableSchema | undefined> {
  try {
    return await getAthenaTableSchema(session, { database, table });
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function folderOf(location: string): string {
  return location.replace(/\/?$/, '/');
}
