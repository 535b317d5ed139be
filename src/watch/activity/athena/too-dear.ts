import { AppError } from '../../../core/app-error.ts';

/** A query that reads more than it may. */
export function tooDear(what: string, ceiling: number): AppError {
  return new AppError('too-large', `${what}, and ${inMegabytes(ceiling)} is the most it may`, { hint: 'Ask about fewer days, accounts, regions or columns, or raise the ceiling' });
}

export function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 0)} MB`;
}
