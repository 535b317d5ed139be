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
  if (verb === 'alter') return alterTable(text, context, database);
  if (verb === 'explain') return explain(text, context, database);
  if (verb === 'select') return select(text, context, database);
  return { kind: 'failed', because: `line 1:1: mismatched input '${text.split(/\s+/)[0] ?? ''}'. Expecting: 'ALTER', 'CREATE', 'SELECT', <query>` };
}

function createTable(text: string, { region, now }: CallContext, database = 'default'): SimAnswer {
  const match = /^create\s+external\s+table\s+(?:if\s+not\s+exists\s+)?[`"]?([\w.`"]+?)[`"]?\s*\(([\s\S]*?)\n\)\s*partitioned\s+by\s*\(([^)]*)\)[\s\S]*?location\s+'([^']+)'/i.exec(text);
  if (!match) return { kind: 'failed', because: 'FAILED: ParseException line 1:0 cannot recognize input near CREATE' };
  const [, named = '', columns = '', partitions = '', location = ''] = match;
  const [name = '', inDatabase = database] = named.replaceAll(/[`"]/g, '').split('.').toReversed();
  analyticsOf(region).tables.set(`${inDatabase}.${name}`, { name, location, columns: columnsIn(columns), partitionKeys: columnsIn(partitions), parameters: { EXTERNAL: 'TRUE', ...propertiesIn(text) }, createdAt: now });
  return nothing;
}

const nothing: SimAnswer = { kind: 'rows', columns: [], rows: [], scannedBytes: 0 };

function alterTable(text: string, { region }: CallContext, database = 'default'): SimAnswer {
  const [, named = '', change = '', body = ''] = /^alter\s+table\s+([\w.`"]+)\s+(add\s+columns|set\s+tblproperties)\s*\(([\s\S]*)\)$/i.exec(text) ?? [];
  const table = findTable(named, analyticsOf(region).tables, database);
  if (!table) return { kind: 'failed', because: `FAILED: SemanticException Table not found ${named}` };
  if (/^add/i.test(change)) table.columns.push(...columnsIn(body));
  else Object.assign(table.parameters, propertiesIn(body));
  return nothing;
}

/** The plan of what is read, as EXPLAIN (TYPE IO, FORMAT JSON) gives it, line by line. */
function explain(text: string, context: CallContext, database: string | undefined): SimAnswer {
  const [, sql = ''] = /^explain\s*\([^)]*\)\s*([\s\S]*)$/i.exec(text) ?? [];
  const answer = answerSql(sql, context, database);
  if (answer.kind === 'failed') return answer;
  const read = tableRead(sql, context, database);
  const columnConstraints = (read?.table.partitionKeys ?? []).flatMap(({ Name = '' }) => {
    const ranges = rangesIn(sql, Name);
    return ranges.length === 0 ? [] : [{ columnName: Name, type: 'varchar', domain: { nullsAllowed: false, ranges } }];
  });
  const plan = { inputTableColumnInfos: read ? [{ table: { catalog: 'awsdatacatalog', schemaTable: { schema: read.database, table: read.table.name } }, constraint: { none: false, columnConstraints } }] : [] };
  return { kind: 'rows', columns: ['Query Plan'], rows: JSON.stringify(plan, null, 2).split('\n').map((line) => [line]), scannedBytes: 0 };
}

/** What the SQL asks of a column, as long as nothing in it can be true instead. */
function rangesIn(sql: string, column: string) {
  if (/\bor\b/i.test(sql)) return [];
  const found = [...sql.matchAll(new RegExp(`\\b"?${column}"?\\s*(=|>=|<=)\\s*'([^']*)'`, 'gi'))];
  const bound = (...signs: string[]) => {
    const value = found.find(([, sign = '']) => signs.includes(sign))?.[2];
    return value === undefined ? {} : { value, bound: 'EXACTLY' };
  };
  return found.length === 0 ? [] : [{ low: bound('=', '>='), high: bound('=', '<=') }];
}

function tableRead(sql: string, { region }: CallContext, database = 'default'): { table: SimTable; database: string } | undefined {
  const named = /\bfrom\s+([\w."`]+)/i.exec(sql)?.[1];
  const table = named === undefined ? undefined : findTable(named, analyticsOf(region).tables, database);
  return table && { table, database: (named ?? '').includes('.') ? ((named ?? '').replaceAll(/[`"]/g, '').split('.').at(-2) ?? database) : database };
}

function findTable(named: string, tables: ReadonlyMap<string, SimTable>, database: string): SimTable | undefined {
  const [name = '', inDatabase = database] = named.replaceAll(/[`"]/g, '').split('.').toReversed();
  return tables.get(`${inDatabase}.${name}`);
}

function propertiesIn(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/'((?:projection|storage)[\w.]*)'\s*=\s*'([^']*)'/g)].map(([, key = '', value = '']) => [key, value]));
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
