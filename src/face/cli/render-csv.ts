import { cellText, titleOf, type Table } from './table.ts';

/** RFC 4180, with cells that a spreadsheet would run as formulas made into text. */
export function renderCsv({ columns, rows }: Table): string {
  const lines = [columns.map(titleOf), ...rows.map((row) => columns.map(({ key }) => withoutFormula(row[key])))];
  return lines.map((cells) => csvLine(cells, '\r\n')).join('');
}

export function csvLine(cells: readonly string[], end: '\n' | '\r\n'): string {
  return `${cells.map(quoted).join(',')}${end}`;
}

function withoutFormula(value: unknown): string {
  const text = cellText(value);
  return typeof value !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
