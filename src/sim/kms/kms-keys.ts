import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SimRegion } from '../world/world.ts';

export interface SimKmsKey {
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAt: Date;
  readonly material: Buffer;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
}

type EncryptionContext = Readonly<Record<string, string>>;

const keysByRegion = new WeakMap<SimRegion, Map<string, SimKmsKey>>();

/** The keys of one region, by id. Most worlds have none. */
export function kmsKeysOf(region: SimRegion): Map<string, SimKmsKey> {
  const known = keysByRegion.get(region) ?? new Map<string, SimKmsKey>();
  keysByRegion.set(region, known);
  return known;
}

/** The ciphertext names its key, as that of KMS does. */
export function encryptWith({ id, material }: SimKmsKey, plain: Uint8Array, context: EncryptionContext): Uint8Array {
  const nonce = randomBytes(12);
  const name = Buffer.from(id);
  const cipher = createCipheriv('aes-256-gcm', material, nonce).setAAD(boundTo(id, context));
  return Buffer.concat([Buffer.from([name.length]), name, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

export function keyIdIn(ciphertext: Uint8Array): string {
  return Buffer.from(ciphertext.subarray(1, 1 + (ciphertext[0] ?? 0))).toString();
}

/** Undefined where the ciphertext or its context is not what was encrypted. */
export function decryptWith({ id, material }: SimKmsKey, ciphertext: Uint8Array, context: EncryptionContext): Uint8Array | undefined {
  const body = Buffer.from(ciphertext.subarray(1 + (ciphertext[0] ?? 0)));
  if (body.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', material, body.subarray(0, 12)).setAAD(boundTo(id, context)).setAuthTag(body.subarray(-16));
  const plain = decipher.update(body.subarray(12, -16));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

function boundTo(id: string, context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify([id, Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))]));
}
