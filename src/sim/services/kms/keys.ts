import type { KeyMetadata } from '@aws-sdk/client-kms';
import { randomBytes, randomUUID } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { decryptWith, encryptWith, keyIdIn, kmsKeysOf, type SimKmsKey } from '../../kms/kms-keys.ts';

const mostPlainBytes = 4_096;
const mostCipherBytes = 6_144;
const specBytes: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };
const ofKey = ({ KeyId }: { KeyId?: string | undefined }, context: CallContext) => arnOf(KeyId, context);

const algorithm = 'SYMMETRIC_DEFAULT' as const;

export default defineHandlers('kms', {
  CreateKey(input, { region, account, now }) {
    const id = randomUUID();
    const key: SimKmsKey = { id, arn: `arn:aws:kms:${region.name}:${account.id}:key/${id}`, description: input.Description ?? '', createdAt: now, material: randomBytes(32), state: 'Enabled' };
    kmsKeysOf(region).set(id, key);
    return { KeyMetadata: describe(key, account.id) };
  },
  DescribeKey: { resource: ofKey, run: (input, context) => ({ KeyMetadata: describe(findKey(input.KeyId, context), context.account.id) }) },
  EnableKey: {
    resource: ofKey,
    run(input, context) {
      findKey(input.KeyId, context).state = 'Enabled';
      return {};
    },
  },
  DisableKey: {
    resource: ofKey,
    run(input, context) {
      findKey(input.KeyId, context).state = 'Disabled';
      return {};
    },
  },
  GenerateDataKey: {
    resource: ofKey,
    run(input, context) {
      const key = usableKey(input.KeyId, context);
      const bytes = input.NumberOfBytes ?? specBytes[input.KeySpec ?? ''];
      if (bytes === undefined || bytes < 1 || bytes > 1_024) throw new AwsRefusal('ValidationException', 'Please specify either number of bytes or key spec.', { status: 400 });
      const plain = randomBytes(bytes);
      return { KeyId: key.arn, Plaintext: plain, CiphertextBlob: encryptWith(key, plain, input.EncryptionContext ?? {}) };
    },
  },
  Encrypt: {
    resource: ofKey,
    run(input, context) {
      const key = usableKey(input.KeyId, context);
      const plain = input.Plaintext ?? new Uint8Array();
      if (plain.length === 0 || plain.length > mostPlainBytes) {
        throw new AwsRefusal('ValidationException', `1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length between 1 and ${mostPlainBytes}`, { status: 400 });
      }
      return { KeyId: key.arn, CiphertextBlob: encryptWith(key, plain, input.EncryptionContext ?? {}), EncryptionAlgorithm: algorithm };
    },
  },
  Decrypt: {
    resource: (input, context) => arnOf(input.KeyId ?? keyIdIn(input.CiphertextBlob ?? new Uint8Array()), context),
    run(input, context) {
      const ciphertext = input.CiphertextBlob ?? new Uint8Array();
      if (ciphertext.length === 0 || ciphertext.length > mostCipherBytes) throw new AwsRefusal('ValidationException', 'The ciphertext has between 1 and 6144 bytes.', { status: 400 });
      const sealedWith = kmsKeysOf(context.region).get(keyIdIn(ciphertext));
      if (!sealedWith) throw new AwsRefusal('InvalidCiphertextException', '');
      const key = usableKey(input.KeyId ?? sealedWith.id, context);
      if (key.id !== sealedWith.id) throw new AwsRefusal('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.');
      const plain = decryptWith(key, ciphertext, input.EncryptionContext ?? {});
      if (!plain) throw new AwsRefusal('InvalidCiphertextException', '');
      return { KeyId: key.arn, Plaintext: plain, EncryptionAlgorithm: algorithm };
    },
  },
});

function usableKey(id: string | undefined, context: CallContext): SimKmsKey {
  const key = findKey(id, context);
  if (key.state === 'Disabled') throw new AwsRefusal('DisabledException', `${key.arn} is disabled.`);
  if (key.state === 'PendingDeletion') throw new AwsRefusal('KMSInvalidStateException', `${key.arn} is pending deletion.`);
  return key;
}

function findKey(id: string | undefined, context: CallContext): SimKmsKey {
  const arn = arnOf(id, context);
  const key = [...kmsKeysOf(context.region).values()].find((one) => one.arn === arn);
  if (!key) throw new AwsRefusal('NotFoundException', `Key '${arn}' does not exist`);
  return key;
}

function arnOf(id: string | undefined, { region, account }: CallContext): string {
  return id?.startsWith('arn:') === true ? id : `arn:aws:kms:${region.name}:${account.id}:key/${id ?? ''}`;
}

function describe({ id, arn, description, createdAt, state }: SimKmsKey, accountId: string): KeyMetadata {
  return { AWSAccountId: accountId, KeyId: id, Arn: arn, Description: description, CreationDate: createdAt, Enabled: state === 'Enabled', KeyState: state, KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'SYMMETRIC_DEFAULT', KeyManager: 'CUSTOMER', Origin: 'AWS_KMS', MultiRegion: false };
}
