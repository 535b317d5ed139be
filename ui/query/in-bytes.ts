import { formatNumber } from '../parts/format-number.ts';

/** `12.3 MB`; in powers of ten, as AWS bills. */
export function inBytes(bytes: number): string {
  if (bytes < 1_000) return `${formatNumber(bytes)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[power - 1] ?? ''}`;
}

/** Small prices have the digits that they need: `$0.00005`. */
export function inUsd(usd: number): string {
  return `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : usd.toFixed(5).replace(/0{1,3}$/, '')}`;
}
