import { AppError } from '../../../core/app-error.ts';

/** What begins a statement that changes nothing. */
const reading = /^(select|with|values|table|show|describe|desc|explain)\b/i;
/** EXPLAIN ANALYZE runs what it explains, so that what follows must read as well. */
const explaining = /^explain\b/i;
const explainsReading = /^explain\b(?:\s*analyze\b)?(?:\s*verbose\b)?(?:\s*\(\s*(?:type|format)\b[^()]*\))?[\s(]*(?:select|with|values|table)\b/i;
/** Athena bills no bytes for these. */
const free = /^(show|describe|desc|explain(?!\s*analyze))\b/i;
/** Literals and quoted names stand before comments: what looks like a comment in them is none. One that does not end reaches to the end. */
const literalOrComment = /'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|--[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** People may ask Athena, and change nothing through it: no table, no object in S3. */
export function refuseWritingSql(sql: string): void {
  const text = statementOf(sql);
  if (text === '') throw new AppError('bad-request', 'There is no SQL to answer');
  if (!reading.test(text)) throw new AppError('forbidden', `A statement that begins with ${text.split(/\s+/)[0] ?? ''} may change something, and only reading is allowed here`, { hint: 'Ask with SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN' });
  if (explaining.test(text) && !explainsReading.test(text)) throw new AppError('forbidden', 'Only what reads may be explained here', { hint: 'Explain what begins with SELECT, WITH, VALUES or TABLE' });
}

export function readsNoData(sql: string): boolean {
  return free.test(statementOf(sql));
}

/** What Athena sees of it, a comment being a space to it. Opening brackets before the first word say nothing about what it does. */
function statementOf(sql: string): string {
  return sql.replaceAll(literalOrComment, (part) => (/^(?:--|\/\*)/.test(part) ? ' ' : part)).replace(/^[\s(]+/, '').trim();
}
