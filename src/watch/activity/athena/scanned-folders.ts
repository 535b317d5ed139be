import type { AthenaTableSchema } from './get-athena-table-schema.ts';
import type { ColumnRange, PlannedTable } from './read-plan.ts';

/** A stretch of a bucket whose objects a query may read: keys that begin with the prefix, between two of them. */
export interface ScannedFolder {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys are looked at from here on, and up to the last that begins like this or comes before it. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Whether a key of the stretch is in a partition that is read. */
  readonly isRead: (key: string) => boolean;
}

/** So many folders are told apart at most; beyond that, what is above them is looked through. */
const mostFolders = 200;
const placeholder = /\$\{([^}]+)\}/;

/** Where the objects are that a query over a table may read, by what it asks of the partitions. Undefined for a table that is not in S3. */
export function scannedFolders(schema: AthenaTableSchema, { ranges }: Pick<PlannedTable, 'ranges'>): ScannedFolder[] | undefined {
  const [, bucket, path] = /^s3:\/\/([^/]+)\/(.*)$/.exec(schema.template ?? schema.location ?? '') ?? [];
  if (bucket === undefined || path === undefined) return undefined;
  const whole = path === '' || path.endsWith('/') ? path : `${path}/`;
  const isRead = readsKey(whole, ranges);
  let stems: readonly string[] = [''];
  for (let rest = whole; ; ) {
    const found = placeholder.exec(rest);
    const before = found ? rest.slice(0, found.index) : rest;
    stems = stems.map((stem) => `${stem}${before}`);
    if (!found) return stems.map((prefix) => ({ bucket, prefix, from: undefined, to: undefined, isRead }));
    const [mark, column = ''] = found;
    const wanted = ranges.get(column);
    const values = exactValues(wanted) ?? schema.projectedValues.get(column)?.filter((value) => isWanted(value, wanted));
    if (values === undefined || values.length * stems.length > mostFolders) return stems.map((prefix) => ({ bucket, prefix, ...boundsOf(prefix, wanted), isRead }));
    stems = stems.flatMap((stem) => values.map((value) => `${stem}${value}`));
    rest = rest.slice(found.index + mark.length);
  }
}

/** Beside what has other values than are asked for, Athena leaves out what is not where the table says that partitions are. */
function readsKey(path: string, ranges: PlannedTable['ranges']): (key: string) => boolean {
  const columns = [...path.matchAll(new RegExp(placeholder, 'g'))].map(([, column = '']) => column);
  const pattern = new RegExp(`^${path.split(new RegExp(placeholder.source.replace('([^}]+)', '[^}]+'))).map((part) => RegExp.escape(part)).join('(.+?)')}`);
  return (key) => {
    const [, ...values] = pattern.exec(key) ?? [];
    return columns.every((column, at) => isWanted(values[at], ranges.get(column)));
  };
}

function exactValues(ranges: readonly ColumnRange[] | undefined): string[] | undefined {
  if (!ranges?.every(({ low, high }) => low !== undefined && low === high)) return undefined;
  return ranges.flatMap(({ low }) => low ?? []);
}

function isWanted(value: string | undefined, ranges: readonly ColumnRange[] = [{ low: undefined, high: undefined }]): boolean {
  return value !== undefined && ranges.some(({ low, high }) => (low === undefined || value >= low) && (high === undefined || value <= high));
}

/** The stretch from the least to the greatest value. Days sort as their names do. */
function boundsOf(prefix: string, ranges: readonly ColumnRange[] = []): { from: string | undefined; to: string | undefined } {
  const edge = (values: readonly (string | undefined)[], at: 0 | -1) => {
    const known = values.flatMap((value) => value ?? []).sort();
    return known.length < Math.max(1, values.length) ? undefined : `${prefix}${known.at(at) ?? ''}`;
  };
  return { from: edge(ranges.map(({ low }) => low), 0), to: edge(ranges.map(({ high }) => high), -1) };
}
