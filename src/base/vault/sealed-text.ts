import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
export const keyBytes = 32;

/** Nonce, tag and ciphertext in one text. `bound` is not in it: without the very same, it does not open. */
export function sealBytes(key: Uint8Array, plain: Uint8Array, bound: string): string {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(bound));
  const hidden = Buffer.concat([sealing.update(plain), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), hidden]).toString('base64url');
}

/** Undefined when anything is not as it was sealed: the key, a bit of the text, or what it is bound to. */
export function openBytes(key: Uint8Array, text: string, bound: string): Buffer | undefined {
  const bytes = bytesOf(text);
  if (!bytes || bytes.length < nonceBytes + tagBytes) return undefined;
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const plain = opening.update(bytes.subarray(nonceBytes + tagBytes));
  try {
    return Buffer.concat([plain, opening.final()]);
  } catch {
    return undefined;
  }
}

/** The decoder lets other spellings of the same bytes pass; one spelling is enough. */
export function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
