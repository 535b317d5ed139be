import { AppError } from '../../../core/app-error.ts';

/** A table of Athena's over files in S3, with partitions that are computed from the query: no crawler runs, and a new day needs no statement. */
export interface ExternalTable {
  readonly database: string;
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** How the files are read, such as `STORED AS PARQUET`. */
  readonly storage: readonly string[];
  readonly location: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** The accounts and regions that Athena looks for, from which day on. Without any, a query must name its account and region. */
export interface PartitionsLooked {
  readonly accountIds?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** The first day that is looked for, yyyy-mm-dd. */
  readonly firstDay: string;
}

/** The partitions that both kinds of tables have. */
export const partitionKeys = ['account', 'region', 'date'] as const;

export function createTableSql({ database, table, columns, storage, location, properties }: ExternalTable): string {
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${identifier(database)}.${identifier(table)} (`,
    columns.map(columnSql).join(',\n'),
    ')',
    `PARTITIONED BY (${partitionKeys.map((name) => `\`${name}\` string`).join(', ')})`,
    ...storage,
    `LOCATION '${location}'`,
    propertiesSql('TBLPROPERTIES', properties),
  ].join('\n');
}

export function addColumnsSql({ database, table }: ExternalTable, columns: ExternalTable['columns']): string {
  return `ALTER TABLE ${identifier(database)}.${identifier(table)} ADD COLUMNS (\n${columns.map(columnSql).join(',\n')}\n)`;
}

export function setPropertiesSql({ database, table, properties }: ExternalTable): string {
  return `ALTER TABLE ${identifier(database)}.${identifier(table)} ${propertiesSql('SET TBLPROPERTIES', properties)}`;
}

/** What a table says of its partitions; the template has `${account}`, `${region}` and `${date}` where their values stand. */
export function projection({ accountIds, regions, firstDay }: PartitionsLooked, { template, isHive }: { template: string; isHive: boolean }): Record<string, string> {
  return {
    'projection.enabled': 'true',
    ...projectionOf('account', accountIds),
    ...projectionOf('region', regions),
    'projection.date.type': 'date',
    'projection.date.format': isHive ? 'yyyy-MM-dd' : 'yyyy/MM/dd',
    'projection.date.range': `${isHive ? dayNamed(firstDay) : dayNamed(firstDay).replaceAll('-', '/')},NOW`,
    'projection.date.interval': '1',
    'projection.date.interval.unit': 'DAYS',
    'storage.location.template': template,
  };
}

/** A place in S3 with a slash at its end; text that could be more than that is refused. */
export function folderInS3(location: string): string {
  if (/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[^'\s]*)?$/.test(location)) return location.replace(/\/?$/, '/');
  throw new AppError('bad-request', `"${location}" is no place in S3`, { hint: 'Write it as s3://bucket/folder/' });
}

function columnSql({ name, type }: { name: string; type: string }): string {
  return `  \`${name}\` ${type}`;
}

function propertiesSql(verb: string, properties: Readonly<Record<string, string>>): string {
  return `${verb} (\n${Object.entries(properties).map(([key, value]) => `  '${key}' = '${value}'`).join(',\n')}\n)`;
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
