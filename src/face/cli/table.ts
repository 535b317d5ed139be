export type Row = Readonly<Record<string, unknown>>;

/** One column: the row's key, and what stands above it when that is not the key. */
export interface Column {
  readonly key: string;
  readonly title?: string;
  readonly isNumber?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The table that a value is: its rows as given, or the value's own elements; the columns as given, or all keys that occur. */
export function tableOf(value: unknown, view: { readonly columns?: readonly Column[]; readonly rows?: readonly Row[] }): Table {
  const rows = view.rows ?? (Array.isArray(value) ? value.map(rowOf) : [rowOf(value)]);
  const columns = view.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))].map((key) => ({ key }));
  return { columns, rows };
}

export function titleOf(column: Column): string {
  return column.title ?? column.key;
}

/** A cell's value as text: nothing for what is absent, ISO for times, JSON for what has parts. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.map(String).join(', ');
  return JSON.stringify(value) ?? '';
}

function rowOf(value: unknown): Row {
  return typeof value === 'object' && value !== null ? { ...value } : { value };
}
