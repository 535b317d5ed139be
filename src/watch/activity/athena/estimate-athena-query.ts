import { CallFailure } from '../../../base/aws/call-failure.ts';
import type { AwsSession } from '../../../base/aws/door.ts';
import { isAppError } from '../../../core/app-error.ts';
import { followAthenaQuery } from './follow-athena-query.ts';
import { getAthenaTableSchema } from './get-athena-table-schema.ts';
import { athenaPages } from './read-athena-rows.ts';
import { readPlan, type PlannedTable } from './read-plan.ts';
import { readsNoData } from './refuse-writing-sql.ts';
import { scannedFolders, type ScannedFolder } from './scanned-folders.ts';
import { scanPrice } from './scan-price.ts';
import { startAthenaQuery, type AthenaStatement } from './start-athena-query.ts';

/** What Athena says of a query before it runs, and what is where it looks. Nothing of it is billed by bytes. */
export const athenaEstimateActions = ['athena:GetQueryExecution', 'athena:GetQueryResults', 'athena:GetTableMetadata', 'athena:StartQueryExecution', 'athena:StopQueryExecution', 's3:ListBucket'] as const;

/** What a query will read: all of the files of its partitions, where they can be told. Queries that need few columns read less. */
export type ScanEstimate =
  | { readonly kind: 'known'; readonly bytes: number; readonly usd: number; readonly files: number; readonly tables: readonly string[] }
  | { readonly kind: 'unknown'; readonly because: string };

/** Of 1,000 objects each; a thousand listings cost half a cent. */
const mostListings = 200;

/** Asks Athena's planner which partitions a query reads, and lists what is in them. Fails when the SQL is wrong. */
export async function estimateAthenaQuery(session: AwsSession, statement: AthenaStatement, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<ScanEstimate> {
  if (readsNoData(statement.sql)) return { kind: 'known', ...scanPrice(0, { isBilled: false }), files: 0, tables: [] };
  const tables = readPlan(await planOf(session, statement, signal));
  if (!tables) return unknown('Athena did not say what the query reads');
  if (tables.length === 0) return { kind: 'known', ...scanPrice(0), files: 0, tables: [] };
  const found = { bytes: 0, files: 0, listings: 0 };
  for (const table of tables) {
    const because = await addTable(session, table, found);
    if (because !== undefined) return unknown(because);
  }
  return { kind: 'known', ...scanPrice(found.bytes), files: found.files, tables: [...new Set(tables.map(({ database, table }) => `${database}.${table}`))] };
}

async function planOf(session: AwsSession, statement: AthenaStatement, signal: AbortSignal | undefined): Promise<string> {
  const { token: _, ...explained } = statement;
  const id = await startAthenaQuery(session, { ...explained, sql: `explain (type io, format json) ${statement.sql.trim().replace(/;$/, '')}` });
  await followAthenaQuery(session, id, { ceiling: 0, timeoutMs: 60_000, signal });
  const lines: string[] = [];
  for await (const { rows } of athenaPages(session, id, { hasHeader: false })) lines.push(...rows.map(([line]) => line ?? ''));
  return lines.join('\n');
}

/** Adds what a table's partitions hold; returns why that could not be told. */
async function addTable(session: AwsSession, planned: PlannedTable, found: { bytes: number; files: number; listings: number }): Promise<string | undefined> {
  const name = `${planned.database}.${planned.table}`;
  try {
    const folders = scannedFolders(await getAthenaTableSchema(session, planned), planned);
    if (!folders) return `${name} is not a table over a folder in S3`;
    for (const folder of folders) {
      for await (const sizes of sizesIn(session, folder)) {
        found.listings += 1;
        found.files += sizes.length;
        found.bytes += sizes.reduce((sum, size) => sum + size, 0);
        if (found.listings >= mostListings) return `${name} has too many files in what the query reads: more than ${found.files}`;
      }
    }
    return undefined;
  } catch (error) {
    if (error instanceof CallFailure || isAppError(error, 'not-found') || isAppError(error, 'could-not-look') || isAppError(error, 'bad-request')) return `what is in ${name} could not be listed: ${error.message}`;
    throw error;
  }
}

async function* sizesIn(session: AwsSession, { bucket, prefix, from, to, isRead }: ScannedFolder): AsyncGenerator<number[]> {
  for await (const { Contents: objects = [] } of session.pages('s3', 'ListObjectsV2', { Bucket: bucket, Prefix: prefix, ...(from === undefined ? {} : { StartAfter: from }) })) {
    const within = objects.filter(({ Key: key = '' }) => to === undefined || key <= to || key.startsWith(to));
    yield within.filter(({ Key: key = '' }) => isRead(key)).map(({ Size }) => Size ?? 0);
    if (within.length < objects.length) return;
  }
}

function unknown(because: string): ScanEstimate {
  return { kind: 'unknown', because };
}
