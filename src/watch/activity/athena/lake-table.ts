import { pathColumns } from '../lake/lake-columns.ts';
import { viewColumns } from '../lake/lake-view.ts';
import { folderInS3, projection, type ExternalTable, type PartitionsLooked } from './table-sql.ts';

export interface LakeTable extends PartitionsLooked {
  readonly database: string;
  readonly table: string;
  /** Where the lake's `activity` folder is: `s3://bucket/lake/activity/`. */
  readonly location: string;
}

const athenaTypes: Readonly<Record<string, string>> = { TIMESTAMP: 'timestamp', VARCHAR: 'string', BOOLEAN: 'boolean', 'VARCHAR[]': 'array<string>' };

/** A copy of the lake as a table of Athena's. */
export function lakeTable({ database, table, location, ...looked }: LakeTable): ExternalTable {
  const place = folderInS3(location);
  const own = viewColumns.filter(({ name }) => !pathColumns.some((column) => column.name === name));
  return {
    database,
    table,
    columns: own.map(({ name, type }) => ({ name, type: athenaTypes[type] ?? 'string' })),
    storage: ['STORED AS PARQUET'],
    location: place,
    properties: projection(looked, { template: `${place}account=\${account}/region=\${region}/date=\${date}/`, isHive: true }),
  };
}
