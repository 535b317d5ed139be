import type { Column } from '@aws-sdk/client-athena';
import type { CallContext } from '../call-context.ts';
import type { SimObject } from '../world/world.ts';
import { analyticsOf, type SimAnswer, type SimTable } from './athena-state.ts';

/**
 * Answers the few kinds of SQL that show how Athena behaves: making a table, a count and a list of what is there. The
 * rows of a table are its objects, which the simulator cannot open; the bytes are theirs, left out by partition.
 */
export function answerSql(sql: string, context: CallContext, database: string | undefined): SimAnswer {
  const text = sql.trim().replace(/;$/, '');
  const [verb = ''] = text.toLowerCase().split(/\s+/);
  if (verb === 'create') return createTable(text, context, database);
  if (verb === 'select') return select(text, context, database);
  return { kind: 'failed', because: `line 1:1: mismatched input '${text.split(/\s+/)[0] ?? ''}'. Expecting: 'ALTER', 'CREATE', 'SELECT', <query>` };
}

function createTable(text: string, { region, now }: CallContext, database = 'default'): SimAnswer {
  const match = /^create\s+external\s+table\s+(?:if\s+not\s+exists\s+)?[`"]?([\w.`"]+?)[`"]?\s*\(([\s\S]*?)\n\)\s*partitioned\s+by\s*\(([^)]*)\)[\s\S]*?location\s+'([^']+)'/i.exec(text);
  if (!match) return { kind: 'failed', because: 'FAILED: ParseException line 1:0 cannot recognize input near CREATE' };
  const [, named = '', columns = '', partitions = '', location = ''] = match;
  const [name = '', inDatabase = database] = named.replaceAll(/[`"]/g, '').split('.').toReversed();
  const parameters = Object.fromEntries([...text.matchAll(/'((?:projection|storage)[\w.]*)'\s*=\s*'([^']*)'/g)].map(([, key = '', value = '']) => [key, value]));
  analyticsOf(region).tables.set(`${inDatabase}.${name}`, { name, location, columns: columnsIn(columns), partitionKeys: columnsIn(partitions), parameters: { EXTERNAL: 'TRUE', ...parameters }, createdAt: now });
  return { kind: 'rows', columns: [], rows: [], scannedBytes: 0 };
}

function columnsIn(text: string): Column[] {
  return [...text.matchAll(/[`"]?(\w+)[`"]?\s+(array<\w+>|\w+)/g)].map(([, Name = '', Type = '']) => ({ Name, Type }));
}

function select(text: string, context: CallContext, database = 'default'): SimAnswer {
  const from = /\bfrom\s+([\w."`]+)/i.exec(text);
  if (!from) return { kind: 'rows', columns: ['_col0'], rows: [[/^select\s+'?([^',]*)/i.exec(text)?.[1] ?? '']], scannedBytes: 0 };
  const [name = '', inDatabase = database] = (from[1] ?? '').replaceAll(/[`"]/g, '').split('.').toReversed();
  const table = analyticsOf(context.region).tables.get(`${inDatabase}.${name}`);
  if (!table) return { kind: 'failed', because: `TABLE_NOT_FOUND: line 1:${from.index + 6}: Table 'awsdatacatalog.${inDatabase}.${name}' does not exist` };
  const objects = objectsOf(table, text, context);
  const scannedBytes = objects.reduce((sum, { body }) => sum + body.length, 0);
  if (/^select\s+count\(\*\)/i.test(text)) return { kind: 'rows', columns: ['_col0'], rows: [[String(objects.length)]], scannedBytes };
  return { kind: 'rows', columns: ['path', 'bytes'], rows: objects.map(({ key, body }) => [key, String(body.length)]), scannedBytes };
}

/** What lies below the table's place, without the partitions that the SQL leaves out by an equality. */
function objectsOf(table: SimTable, text: string, { world }: CallContext): SimObject[] {
  const [, bucketName = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(table.location) ?? [];
  const bucket = [...world.accounts.values()].flatMap(({ buckets }) => buckets.get(bucketName) ?? []).at(0);
  const wanted = table.partitionKeys.flatMap(({ Name = '' }) => {
    const value = new RegExp(`\\b"?${Name}"?\\s*=\\s*'([^']*)'`, 'i').exec(text)?.[1];
    return value === undefined ? [] : [`${Name}=${value}/`];
  });
  return [...(bucket?.objects.values() ?? [])].filter(({ key }) => key.startsWith(prefix) && wanted.every((part) => key.includes(part))).sort((a, b) => (a.key < b.key ? -1 : 1));
}
