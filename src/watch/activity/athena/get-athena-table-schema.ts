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
  /** Where a partition's files are, with `${column}` where its values stand; null when that follows from the location. */
  readonly template: string | null;
  /** The values that a column of the partitions can have, where the table says so. */
  readonly projectedValues: ReadonlyMap<string, readonly string[]>;
  readonly properties: ReadonlyMap<string, string>;
}

/** What Athena knows of a table. */
export async function getAthenaTableSchema(session: AwsSession, { database, table, catalog = 'AwsDataCatalog' }: { database: string; table: string; catalog?: string }): Promise<AthenaTableSchema> {
  const found = await metadataOf(session, { database, table, catalog });
  const columnsOf = (columns: typeof found.Columns): AthenaColumn[] => (columns ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type }));
  const properties = new Map(Object.entries(found.Parameters ?? {}));
  return {
    table: found.Name ?? table,
    columns: columnsOf(found.Columns),
    partitionKeys: columnsOf(found.PartitionKeys),
    location: properties.get('location') ?? null,
    isProjected: properties.get('projection.enabled') === 'true',
    template: properties.get('storage.location.template') ?? null,
    projectedValues: new Map([...properties].flatMap(([key, value]) => {
      const [, column] = /^projection\.(.+)\.values$/.exec(key) ?? [];
      return column === undefined ? [] : [[column, value.split(',')]];
    })),
    properties,
  };
}

/** Athena says that there is none in words alone: the code of the error is that of other troubles as well. */
async function metadataOf(session: AwsSession, { database, table, catalog }: { database: string; table: string; catalog: string }) {
  const missing = (cause: unknown) => new AppError('not-found', `Athena has no table ${database}.${table}`, { hint: 'watchkeeper query --in athena --ddl prints the statement that makes it', cause });
  try {
    const { TableMetadata: found } = await session.call('athena', 'GetTableMetadata', { CatalogName: catalog, DatabaseName: database, TableName: table });
    if (!found) throw missing(undefined);
    return found;
  } catch (error) {
    if (error instanceof Error && isNotFound(error)) throw missing(error);
    throw error;
  }
}

function isNotFound(error: Error): boolean {
  const texts = [error.name, error.message, error.cause instanceof Error ? error.cause.message : ''];
  return texts.some((text) => /EntityNotFound|not found/i.test(text));
}
