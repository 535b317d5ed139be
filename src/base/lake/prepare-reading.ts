import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { AppError } from '../../core/app-error.ts';

/** One statement that reads and changes nothing, or an AppError that says what it is instead. */
export async function prepareReading(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const { StatementType } = await import('@duckdb/node-api');
  const prepared = await prepareOne(connection, sql);
  const refused = (type: number) => new AppError('forbidden', `This SQL does more than read: ${StatementType[type] ?? 'unknown'}`, { hint: 'Begin with SELECT, WITH, FROM, DESCRIBE or EXPLAIN' });
  if (prepared.statementType === StatementType.EXPLAIN) {
    // EXPLAIN ANALYZE runs what it explains.
    const explained = await prepareOne(connection, withoutExplain(sql));
    if (explained.statementType !== StatementType.SELECT) throw refused(explained.statementType);
  } else if (prepared.statementType !== StatementType.SELECT) throw refused(prepared.statementType);
  if (prepared.parameterCount > 0) throw new AppError('bad-request', 'This SQL has parameters without values', { hint: 'Write the values into the SQL' });
  return prepared;
}

async function prepareOne(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  // DuckDB's own binding fails in an unclear way on a text without any statement.
  if (empty.test(sql)) throw new AppError('bad-request', 'There is no SQL statement', { hint: 'Write a query' });
  const statements = await connection.extractStatements(sql);
  if (statements.count > 1) throw new AppError('bad-request', `There are ${statements.count} SQL statements`, { hint: 'Ask one question at a time' });
  return statements.prepare(0);
}

const gap = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*(?:[^*]|\*(?!/))*\*/)`;
const empty = new RegExp(`^(?:${gap}|;)*$`);
const explain = new RegExp(`^${gap}*explain(?:${gap}+analyze\\b|${gap}*\\([^)]*\\))*`, 'i');

function withoutExplain(sql: string): string {
  if (!explain.test(sql)) throw new AppError('forbidden', 'What this EXPLAIN is about cannot be told', { hint: 'Write EXPLAIN and then the query' });
  return sql.replace(explain, '');
}
