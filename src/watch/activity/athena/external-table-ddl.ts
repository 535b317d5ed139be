import { AppError } from '../../../core/app-error.ts';
import { viewColumns } from '../lake/lake-view.ts';
import { pathColumns } from '../lake/lake-columns.ts';

export interface ExternalTable {
  readonly database: string;
  readonly table: string;
  /** Where the lake's `activity` folder is: `s3://bucket/lake/activity/`. */
  readonly location: string;
  /** The accounts and regions that Athena looks for. Without any, a query must name its account and region. */
  readonly accountIds?: readonly string[];
  readonly regions?: readonly string[];
  /** The first day that is kept, yyyy-mm-dd. */
  readonly firstDay: string;
}

const athenaTypes: Readonly<Record<string, string>> = { TIMESTAMP: 'timestamp', VARCHAR: 'string', BOOLEAN: 'boolean', 'VARCHAR[]': 'array<string>' };

/**
 * The lake as a table of Athena's. Partition projection computes which folders there are from the query, so that no
 * crawler runs and a new day needs no statement.
 */
export function externalTableDdl({ database, table, location, accountIds, regions, firstDay }: ExternalTable): string {
  const place = /^s3:\/\/[a-z0-9][a-z0-9.-]+\/[^'\s]*$/.test(location) ? location.replace(/\/?$/, '/') : undefined;
  if (place === undefined) throw new AppError('bad-request', `"${location}" is no place in S3`, { hint: 'Write it as s3://bucket/folder/' });
  const own = viewColumns.filter(({ name }) => !pathColumns.some((column) => column.name === name));
  const properties = {
    'projection.enabled': 'true',
    ...projectionOf('account', accountIds),
    ...projectionOf('region', regions),
    'projection.date.type': 'date',
    'projection.date.format': 'yyyy-MM-dd',
    'projection.date.range': `${dayNamed(firstDay)},NOW`,
    'projection.date.interval': '1',
    'projection.date.interval.unit': 'DAYS',
    'storage.location.template': `${place}account=\${account}/region=\${region}/date=\${date}/`,
  };
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${identifier(database)}.${identifier(table)} (`,
    own.map(({ name, type }) => `  \`${name}\` ${athenaTypes[type] ?? 'string'}`).join(',\n'),
    ')',
    'PARTITIONED BY (`account` string, `region` string, `date` string)',
    'STORED AS PARQUET',
    `LOCATION '${place}'`,
    'TBLPROPERTIES (',
    Object.entries(properties).map(([key, value]) => `  '${key}' = '${value}'`).join(',\n'),
    ')',
  ].join('\n');
}

function projectionOf(key: string, values: readonly string[] = []): Record<string, string> {
  const wrong = values.find((value) => !/^[\w-]+$/.test(value));
  if (wrong !== undefined) throw new AppError('bad-request', `"${wrong}" is no ${key}`);
  return values.length === 0 ? { [`projection.${key}.type`]: 'injected' } : { [`projection.${key}.type`]: 'enum', [`projection.${key}.values`]: values.join(',') };
}

function dayNamed(day: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  throw new AppError('bad-request', `"${day}" is no day`, { hint: 'Write it as yyyy-mm-dd' });
}

function identifier(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,127}$/.test(name)) return `\`${name}\``;
  throw new AppError('bad-request', `"${name}" is no name for a database or table of Athena's`, { hint: 'Take small letters, digits and underscores' });
}
