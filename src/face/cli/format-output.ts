import { renderCsv } from './render-csv.ts';
import { renderHtmlTable } from './render-html-table.ts';
import { renderMarkdownTable } from './render-markdown-table.ts';
import { renderTextTable } from './render-text-table.ts';
import { tableOf, type Column, type Row } from './table.ts';
import type { Paint } from './paint.ts';

export const formats = ['text', 'json', 'jsonl', 'csv', 'markdown', 'html', 'ocsf'] as const;
export type Format = (typeof formats)[number];

/** How a value is shown where it is not JSON. */
export interface View {
  readonly columns?: readonly Column[];
  /** The table's rows, where they are not the value itself. */
  readonly rows?: readonly Row[];
  /** What a person reads instead of a table. */
  readonly text?: string;
  /** What stands above an HTML table. */
  readonly title?: string;
}

/** A value in one format, ending in a newline. */
export function formatOutput(value: unknown, view: View, { format, paint, columns }: { format: Format; paint: Paint; columns: number }): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(value, null, 2)}\n`;
    case 'jsonl':
    case 'ocsf':
      return (Array.isArray(value) ? value : [value]).map((one) => `${JSON.stringify(one)}\n`).join('');
    case 'csv':
      return renderCsv(tableOf(value, view));
    case 'markdown':
      return renderMarkdownTable(tableOf(value, view));
    case 'html':
      return renderHtmlTable(tableOf(value, view), view.title ?? 'Watchkeeper');
    case 'text':
      return textOf(value, view, { paint, columns });
  }
}

function textOf(value: unknown, view: View, options: { paint: Paint; columns: number }): string {
  const text = view.text ?? (typeof value === 'string' ? value : renderTextTable(tableOf(value, view), options));
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
