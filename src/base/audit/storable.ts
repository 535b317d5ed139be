import { z } from 'zod';

/** As PostgreSQL can keep it: what strangers type may hold what no text column takes, and must be audited all the same. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** The same within any value, after the journey to JSON and back that it will make. */
export function storableDetail(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parsed: unknown = JSON.parse(JSON.stringify(detail), (_name, part: unknown) => (typeof part === 'string' ? storableText(part) : part));
  return Object.fromEntries(Object.entries(z.record(z.string(), z.unknown()).parse(parsed)).map(([name, part]) => [storableText(name), part]));
}
