import { AppError } from '../../../core/app-error.ts';
import type { Keyring, WrapContext } from '../keyring.ts';
import { bytesOf } from '../sealed-text.ts';
import { damagedSecret } from '../vault-failures.ts';

/** What is asked of AWS KMS. The encryption context is bound to the ciphertext and stands in CloudTrail. */
export interface KmsCalls {
  generateDataKey(context: Readonly<Record<string, string>>): Promise<{ plain: Uint8Array; wrapped: Uint8Array; keyArn: string }>;
  encrypt(plain: Uint8Array, context: Readonly<Record<string, string>>): Promise<{ wrapped: Uint8Array; keyArn: string }>;
  decrypt(wrapped: Uint8Array, options: { keyArn: string; context: Readonly<Record<string, string>> }): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A key that never leaves AWS KMS. */
export function openKmsKeyring(kms: KmsCalls): Keyring {
  return {
    kind: 'kms',
    async makeDataKey(context) {
      const { plain, wrapped, keyArn } = await kms.generateDataKey(encryptionContext(context));
      return { plain: Buffer.from(plain), wrapped: textOf(wrapped), keyRef: keyArn };
    },
    async wrap(dataKey, context) {
      const { wrapped, keyArn } = await kms.encrypt(dataKey, encryptionContext(context));
      return { wrapped: textOf(wrapped), keyRef: keyArn };
    },
    async unwrap({ wrapped, keyRef }, context) {
      const bytes = bytesOf(wrapped);
      if (!bytes) throw damagedSecret(context, 'its data key was changed');
      return Buffer.from(await kms.decrypt(bytes, { keyArn: keyRef, context: encryptionContext(context) }));
    },
    async makeNewKey() {
      throw new AppError('bad-request', 'AWS KMS makes new key material itself', { hint: 'Turn on key rotation in KMS, or name another key under vault.kms.keyArn and rewrap' });
    },
    close: () => kms.close(),
  };
}

function encryptionContext({ dataKey, owner, field }: WrapContext): Readonly<Record<string, string>> {
  return { product: 'watchkeeper', dataKey, owner, field };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
