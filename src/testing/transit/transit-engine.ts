import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

interface Answer {
  readonly status: number;
  readonly body?: object;
}

const refuse = (status: number, because: string): Answer => ({ status, body: { errors: [because] } });

/** The transit engine with one key of type aes256-gcm96, in versions, as Vault keeps it. */
export function createTransitEngine({ mount = 'transit', key = 'watchkeeper' } = {}) {
  const versions = [randomBytes(32)];

  function encrypt({ plaintext, associated_data: bound }: Record<string, unknown>): Answer {
    if (typeof plaintext !== 'string') return refuse(400, 'missing plaintext to encrypt');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions[versions.length - 1] ?? '', nonce).setAAD(bytesOf(bound));
    const hidden = Buffer.concat([cipher.update(Buffer.from(plaintext, 'base64')), cipher.final(), cipher.getAuthTag()]);
    return { status: 200, body: { data: { ciphertext: `vault:v${versions.length}:${Buffer.concat([nonce, hidden]).toString('base64')}`, key_version: versions.length } } };
  }

  function decrypt({ ciphertext, associated_data: bound }: Record<string, unknown>): Answer {
    const [, version, text] = /^vault:v(\d+):(.+)$/.exec(String(ciphertext)) ?? [];
    const used = versions[Number(version) - 1];
    if (text === undefined) return refuse(400, 'invalid ciphertext: no prefix');
    if (!used) return refuse(400, 'invalid ciphertext: version is too new');
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length < 28) return refuse(400, 'invalid ciphertext length');
    const decipher = createDecipheriv('aes-256-gcm', used, bytes.subarray(0, 12)).setAAD(bytesOf(bound)).setAuthTag(bytes.subarray(-16));
    const plain = decipher.update(bytes.subarray(12, -16));
    try {
      return { status: 200, body: { data: { plaintext: Buffer.concat([plain, decipher.final()]).toString('base64') } } };
    } catch {
      return refuse(400, 'cipher: message authentication failed');
    }
  }

  return {
    answer(path: string, body: Record<string, unknown>): Answer {
      switch (path) {
        case `${mount}/encrypt/${key}`:
          return encrypt(body);
        case `${mount}/decrypt/${key}`:
          return decrypt(body);
        case `${mount}/keys/${key}/rotate`:
          versions.push(randomBytes(32));
          return { status: 204 };
        default:
          return refuse(/\/(decrypt|encrypt)\//.test(path) ? 400 : 404, `no handler for route "${path}"`);
      }
    },
  };
}

function bytesOf(base64: unknown): Buffer {
  return Buffer.from(typeof base64 === 'string' ? base64 : '', 'base64');
}
