import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the end of the log is signed with; known to the product alone, not to whoever can write to the database. */
export type HeadKey = Uint8Array;

export interface LogEnd {
  readonly chainId: string;
  readonly sequence: number;
  readonly hash: string;
}

export function signHead(key: HeadKey, { chainId, sequence, hash }: LogEnd): string {
  return createHmac('sha256', key).update(JSON.stringify(['audit log end', chainId, sequence, hash])).digest('hex');
}

export function isSignedBy(key: HeadKey, end: LogEnd, signature: string): boolean {
  const expected = Buffer.from(signHead(key, end));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
