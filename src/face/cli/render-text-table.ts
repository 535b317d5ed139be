import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { cellText, titleOf, type Column, type Table } from './table.ts';

const gap = '  ';
const narrowest = 12;

/** Columns aligned for a terminal; where it is too narrow, the widest texts are cut with an ellipsis. */
export function renderTextTable({ columns, rows }: Table, { paint, columns: width }: { paint: Paint; columns: number }): string {
  const cells = rows.map((row) => columns.map(({ key }) => printable(cellText(row[key]))));
  const natural = columns.map((column, at) => Math.max(titleOf(column).length, ...cells.map((row) => row[at]?.length ?? 0)));
  const widths = fit(natural, width - gap.length * (columns.length - 1));
  const line = (texts: readonly string[]) => texts.map((text, at) => aligned(text, columns[at], widths[at] ?? 0)).join(gap).trimEnd();
  return [paint('bold', line(columns.map(titleOf))), ...cells.map(line)].join('\n');
}

function fit(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, one) => sum + one, 0) - room;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
    over -= 1;
  }
  return widths;
}

function aligned(text: string, column: Column | undefined, width: number): string {
  const short = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return column?.isNumber ? short.padStart(width) : short.padEnd(width);
}
