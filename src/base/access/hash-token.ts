import { createHash, randomBytes } from 'node:crypto';

/** 256 bits of chance: what is kept of it is its hash, which tells nothing of it. */
export function makeToken(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
