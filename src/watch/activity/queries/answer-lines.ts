import type { SqlAnswer } from '../../../base/lake/duckdb.ts';

/** An answer as text, batch by batch. */
export async function* answerLines({ columns, batches }: Pick<SqlAnswer, 'columns' | 'batches'>, format: 'csv' | 'jsonl'): AsyncGenerator<string> {
  const names = columns.map(({ name }) => name);
  if (format === 'csv') yield csvLine(names);
  for await (const batch of batches) yield batch.map((row) => (format === 'csv' ? csvLine(row) : jsonLine(names, row))).join('');
}

function jsonLine(names: readonly string[], row: readonly unknown[]): string {
  return `${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at] ?? null])))}\n`;
}

function csvLine(cells: readonly unknown[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Quoted where needed; a text that a spreadsheet would run as a formula starts with an apostrophe. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return quoted(JSON.stringify(value) ?? '');
  return quoted(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
