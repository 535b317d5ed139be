import { z } from 'zod';
import { AppError } from '../../../core/app-error.ts';
import type { Config } from '../../config/config-schema.ts';
import type { Keyring, WrapContext } from '../keyring.ts';
import { damagedSecret } from '../vault-failures.ts';
import { answered, openTransitClient, refusedBy, type TransitAnswer } from './transit-client.ts';
import { openTransitToken } from './transit-login.ts';

const encryptedSchema = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d+:/) }) });
const decryptedSchema = z.object({ data: z.object({ plaintext: z.base64() }) });

/** A key that never leaves HashiCorp Vault. */
export function openTransitKeyring(settings: Config['vault']['transit']): Keyring {
  const { address, namespace, mount, key } = settings;
  if (address === undefined) throw new AppError('bad-config', 'vault.transit.address is not set', { hint: 'Set it, or the variable VAULT_ADDR' });
  const client = openTransitClient({ address, namespace });
  const tokens = openTransitToken(client, settings);

  async function ask(path: string, body: object): Promise<TransitAnswer> {
    const token = await tokens.get();
    const answer = await client.ask('POST', path, { token, body });
    if (answer.status !== 403 || !tokens.refuse(token)) return answer;
    return client.ask('POST', path, { token: await tokens.get(), body });
  }

  return {
    kind: 'transit',
    async wrap(dataKey, context) {
      const answer = await ask(`${mount}/encrypt/${key}`, { plaintext: Buffer.from(dataKey).toString('base64'), associated_data: boundTo(context) });
      if (answer.status !== 200) throw refusedBy(client.place, `it does not encrypt with ${mount}/${key}`, answer);
      const { ciphertext } = answered(encryptedSchema, answer, client.place).data;
      return { wrapped: ciphertext, keyRef: `${mount}/${key}:${ciphertext.split(':')[1] ?? ''}` };
    },
    async unwrap({ wrapped, keyRef }, context) {
      const [, path, place, name] = /^((.+)\/([^/]+)):v\d+$/.exec(keyRef) ?? [];
      if (path === undefined || place === undefined || name === undefined || !isPlainPath(path) || !isOneSpelling(wrapped)) throw damagedSecret(context, 'its data key was changed');
      const answer = await ask(`${place}/decrypt/${name}`, { ciphertext: wrapped, associated_data: boundTo(context) });
      if (answer.status === 400) throw damagedSecret(context, 'its data key was changed, is that of another secret, or its version was removed from Vault');
      if (answer.status !== 200) throw refusedBy(client.place, `it does not decrypt with ${path}`, answer);
      return Buffer.from(answered(decryptedSchema, answer, client.place).data.plaintext, 'base64');
    },
    async makeNewKey() {
      const answer = await ask(`${mount}/keys/${key}/rotate`, {});
      if (answer.status >= 300) throw refusedBy(client.place, `it does not rotate ${mount}/${key}`, answer);
    },
    async close() {
      tokens.close();
    },
  };
}

/** What stands in the database must not lead the token elsewhere. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(part));
}

/** Vault's decoder, too, takes several spellings of the same bytes. */
function isOneSpelling(wrapped: string): boolean {
  const [, bytes] = /^vault:v\d+:(.+)$/.exec(wrapped) ?? [];
  return bytes !== undefined && Buffer.from(bytes, 'base64').toString('base64') === bytes;
}

function boundTo({ dataKey, owner, field }: WrapContext): string {
  return Buffer.from(JSON.stringify(['watchkeeper data key', 1, dataKey, owner, field])).toString('base64');
}
