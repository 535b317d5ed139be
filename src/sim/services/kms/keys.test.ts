import { CreateKeyCommand, DecryptCommand, DescribeKeyCommand, DisableKeyCommand, EnableKeyCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestSim, type TestSim } from '../../open-test-sim.ts';

const opened: TestSim[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.close();
});

async function withKey() {
  const test = await openTestSim();
  opened.push(test);
  const kms = test.client(KMSClient, await test.administrator());
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'secrets' }));
  return { kms, KeyId: KeyMetadata?.Arn ?? '', test };
}

const EncryptionContext = { owner: 'c1' };

describe('the simulated KMS', () => {
  it('makes data keys that it decrypts again, in their context', async () => {
    const { kms, KeyId } = await withKey();
    const { Plaintext, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));
    expect(Plaintext).toHaveLength(32);
    expect(await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).toMatchObject({ KeyId, Plaintext });
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { owner: 'c2' } }))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: CiphertextBlob?.map((byte, i) => (i === 60 ? byte ^ 1 : byte)), EncryptionContext }))).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('encrypts no more than 4 KB', async () => {
    const { kms, KeyId } = await withKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4_096) }));
    expect((await kms.send(new DecryptCommand({ CiphertextBlob, KeyId }))).Plaintext).toHaveLength(4_096);
    await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(4_097) }))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses a key that is disabled, unknown or another one', async () => {
    const { kms, KeyId } = await withKey();
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(1) }));
    const other = await kms.send(new CreateKeyCommand({}));
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, KeyId: other.KeyMetadata?.KeyId }))).rejects.toMatchObject({ name: 'IncorrectKeyException' });
    await expect(kms.send(new EncryptCommand({ KeyId: 'nothing', Plaintext: new Uint8Array(1) }))).rejects.toMatchObject({ name: 'NotFoundException' });
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await kms.send(new DescribeKeyCommand({ KeyId }))).toMatchObject({ KeyMetadata: { KeyState: 'Disabled' } });
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({ name: 'DisabledException' });
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext).toHaveLength(1);
  });
});
