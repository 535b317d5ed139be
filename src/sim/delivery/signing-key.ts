import { checkPrimeSync, createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { openDice, type Dice } from '../world/seeded-random.ts';

export interface SigningKey {
  /** The public key as ListPublicKeys tells it: DER of PKCS#1. */
  readonly publicKey: Uint8Array;
  readonly fingerprint: string;
  /** SHA256withRSA, in hex. */
  sign(text: string): string;
}

const primeBits = 1_024;
const exponent = 65_537n;

/** The key with which the simulated CloudTrail signs digests: of the seed, so that a restart signs the same, and made when it is first needed. */
export function openSigningKey(seed: number): () => SigningKey {
  let made: SigningKey | undefined;
  return () => (made ??= makeKey(openDice(seed, 'cloudtrail-signing-key')));
}

function makeKey(dice: Dice): SigningKey {
  const privateKey = privateKeyOf(primeFrom(dice), primeFrom(dice));
  const publicKey = createPublicKey(privateKey.export({ type: 'pkcs1', format: 'pem' })).export({ type: 'pkcs1', format: 'der' });
  return { publicKey, fingerprint: createHash('md5').update(publicKey).digest('hex'), sign: (text) => sign('sha256', Buffer.from(text), privateKey).toString('hex') };
}

function privateKeyOf(p: bigint, q: bigint): KeyObject {
  const d = inverse(exponent, (p - 1n) * (q - 1n));
  const jwk = { kty: 'RSA', n: base64(p * q), e: base64(exponent), d: base64(d), p: base64(p), q: base64(q), dp: base64(d % (p - 1n)), dq: base64(d % (q - 1n)), qi: base64(inverse(q, p)) };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

function primeFrom(dice: Dice): bigint {
  // The two highest bits are set, so that the product has all of its bits; the lowest, because it is odd.
  for (let candidate = BigInt(`0x${dice.hex(primeBits / 4)}`) | (3n << BigInt(primeBits - 2)) | 1n; ; candidate += 2n) {
    if ((candidate - 1n) % exponent !== 0n && checkPrimeSync(candidate)) return candidate;
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b !== 0n) {
    const times = a / b;
    [a, b, x, y] = [b, a - times * b, y, x - times * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

function base64(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').toString('base64url');
}
