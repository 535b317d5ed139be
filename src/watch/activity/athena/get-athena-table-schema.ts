import type { AwsSession } from '../../../base/aws/door.ts';
import { AppError } from '../../../core/app-error.ts';

export const athenaSchemaActions = ['athena:GetTableMetadata'] as const;

export interface AthenaColumn {
  readonly name: string;
  readonly type: string;
}

export interface AthenaTableSchema {
  readonly table: string;
  readonly columns: readonly AthenaColumn[];
  readonly partitionKeys: readonly AthenaColumn[];
  readonly location: string | null;
  /** Partitions are computed from the query, and need no registering. */
  readonly isProjected: boolean;
}

/** What Athena knows of a table. */
export async function getAthenaTableSchema(session: AwsSession, { database, table, catalog = 'AwsDataCatalog' }: { database: string; table: string; catalog?: string }): Promise<AthenaTableSchema> {
  const { TableMetadata: found } = await session.call('athena', 'GetTableMetadata', { CatalogName: catalog, DatabaseName: database, TableName: table });
  if (!found) throw new AppError('not-found', `Athena has no table ${database}.${table}`);
  const columnsOf = (columns: typeof found.Columns): AthenaColumn[] => (columns ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));
  return {
    table: found.Name ?? table,
    columns: columnsOf(found.Columns),
    partitionKeys: columnsOf(found.PartitionKeys),
    location: found.Parameters?.['location'] ?? null,
    isProjected: found.Parameters?.['projection.enabled'] === 'true',
  };
}
