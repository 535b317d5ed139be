import { AppError } from '../../../core/app-error.ts';

/** What begins a statement that changes nothing. EXPLAIN ANALYZE runs what it explains. */
const reading = /^(select|with|values|table|show|describe|desc|explain)\b/i;
/** Athena bills no bytes for these. */
const free = /^(show|describe|desc|explain(?!\s+analyze))\b/i;

/** People may ask Athena, and change nothing through it: no table, no object in S3. */
export function refuseWritingSql(sql: string): void {
  const text = withoutComments(sql);
  if (text === '') throw new AppError('bad-request', 'There is no SQL to answer');
  if (!reading.test(text)) throw new AppError('forbidden', `A statement that begins with ${text.split(/\s+/)[0] ?? ''} may change something, and only reading is allowed here`, { hint: 'Ask with SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN' });
  if (/^explain\b[\s\S]*\b(insert\s+into|create\s+table|unload)\b/i.test(text)) throw new AppError('forbidden', 'Explaining a statement that writes is not allowed here', { hint: 'Explain what it selects' });
}

export function readsNoData(sql: string): boolean {
  return free.test(withoutComments(sql));
}

/** Comments before the first word, and opening brackets, say nothing about what it does. */
function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|\()+/, '').trim();
}
