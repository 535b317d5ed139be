import { printable } from './printable.ts';
import { cellText, titleOf, type Table } from './table.ts';

export function renderMarkdownTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const head = line(columns.map((column) => escaped(titleOf(column)))) + line(columns.map(({ isNumber }) => (isNumber ? '---:' : '---')));
  return head + rows.map((row) => line(columns.map(({ key }) => escaped(cellText(row[key]))))).join('');
}

function escaped(text: string): string {
  return printable(text).replaceAll(/[\\|<>*_`[\]]/g, String.raw`\$&`);
}
