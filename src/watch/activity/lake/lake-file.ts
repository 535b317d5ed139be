import { createHash } from 'node:crypto';

/** What a file's name says, so that most questions need not open it. */
export interface LakeFileName {
  readonly name: string;
  /** Of its first and its last event, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** It holds what several files held before. */
  readonly isMerged: boolean;
}

/** The same delivery always has the same name, so that writing it again replaces what a retry wrote before. */
export function deliveryFileName({ from, to, origin }: { from: number; to: number; origin: string }): string {
  return `${compactTime(from)}-${compactTime(to)}-d${hashOf(origin)}.parquet`;
}

export function mergedFileName({ from, to, inputs }: { from: number; to: number; inputs: readonly string[] }): string {
  return `${compactTime(from)}-${compactTime(to)}-m${hashOf([...inputs].sort().join('\n'))}.parquet`;
}

const pattern = /^(\d{8}T\d{9}Z)-(\d{8}T\d{9}Z)-([dm])[0-9a-f]{20}\.parquet$/;

export function parseFileName(name: string): LakeFileName | undefined {
  const match = pattern.exec(name);
  if (!match) return undefined;
  const [, from = '', to = '', kind] = match;
  return { name, from: timeOf(from), to: timeOf(to), isMerged: kind === 'm' };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20);
}

function compactTime(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:.]/g, '');
}

function timeOf(text: string): number {
  const part = (from: number, to: number) => Number(text.slice(from, to));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(9, 11), part(11, 13), part(13, 15)) + part(15, 18);
}
