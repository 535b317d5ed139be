import type { DuckDBValue } from '@duckdb/node-api';

/** A value of DuckDB's as JSON has it. */
export function jsonValue(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if ('micros' in value && 'isFinite' in value) return isoTime(value.micros, String(value));
  if ('items' in value) return value.items.map(jsonValue);
  if ('entries' in value && !Array.isArray(value.entries)) return Object.fromEntries(Object.entries(value.entries).map(([key, one]) => [key, jsonValue(one)]));
  if ('entries' in value && Array.isArray(value.entries)) return value.entries.map(({ key, value: one }) => ({ key: jsonValue(key), value: jsonValue(one) }));
  if ('toDouble' in value) return value.toDouble();
  return String(value);
}

/** Times of years that JavaScript has no date for are left as DuckDB writes them. */
function isoTime(micros: bigint, written: string): string {
  const ms = Number(micros / 1_000n);
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : written;
}
