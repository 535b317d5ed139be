import { AppError } from '../../core/app-error.ts';
import type { Account } from '../../core/account.ts';
import { CallFailure } from '../aws/call-failure.ts';
import { openAwsDoor, type AwsDoorOptions } from '../aws/open-aws-door.ts';
import type { KmsCalls } from '../vault/keyrings/kms-keyring.ts';
import { unavailableKeyring } from '../vault/vault-failures.ts';

const actions = ['kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt'] as const;

/** The three calls of KMS that sealing needs, made with the credentials of the environment, through a door of their own. */
export function openKmsCalls(keyArn: string, options: Pick<AwsDoorOptions, 'config' | 'baseCredentials' | 'clock'>): KmsCalls {
  const door = openAwsDoor(options);
  const { accountId } = placeIn(keyArn);
  const session = (arn: string) => door.for(kmsAccount(accountId), placeIn(arn).region, { actions, caller: 'vault', name: 'vault', purpose: 'sealing secrets' });
  const KeySpec = 'AES_256' as const;

  return {
    async generateDataKey(EncryptionContext) {
      const answer = await asked(keyArn, () => session(keyArn).call('kms', 'GenerateDataKey', { KeyId: keyArn, KeySpec, EncryptionContext }));
      return { plain: given(answer.Plaintext, keyArn), wrapped: given(answer.CiphertextBlob, keyArn), keyArn: answer.KeyId ?? keyArn };
    },
    async encrypt(Plaintext, EncryptionContext) {
      const answer = await asked(keyArn, () => session(keyArn).call('kms', 'Encrypt', { KeyId: keyArn, Plaintext, EncryptionContext }));
      return { wrapped: given(answer.CiphertextBlob, keyArn), keyArn: answer.KeyId ?? keyArn };
    },
    async decrypt(CiphertextBlob, { keyArn: arn, context: EncryptionContext }) {
      // A key of somebody else's account would open what that somebody wrote into the database.
      if (placeIn(arn).accountId !== accountId) throw new AppError('vault-damaged', 'A data key was sealed with a KMS key of another account', { hint: 'Restore the database from a backup' });
      const answer = await asked(arn, () => session(arn).call('kms', 'Decrypt', { KeyId: arn, CiphertextBlob, EncryptionContext }));
      return given(answer.Plaintext, arn);
    },
    close: () => door.close(),
  };
}

const damaged = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);
const unusable = new Set(['DisabledException', 'KMSInvalidStateException', 'NotFoundException', 'KeyUnavailableException', 'InvalidKeyUsageException', 'DependencyTimeoutException', 'KMSInternalException']);

async function asked<T>(keyArn: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CallFailure) throw unavailableKeyring(`The KMS key ${keyArn}`, error.gap.because, error);
    if (!(error instanceof Error)) throw error;
    if (damaged.has(error.name)) throw new AppError('vault-damaged', 'A sealed data key does not open: it was changed, or is that of another secret', { hint: 'Restore the database from a backup, or enter the secret again', cause: error });
    if (unusable.has(error.name)) throw unavailableKeyring(`The KMS key ${keyArn}`, whyUnusable(error.name), error);
    throw error;
  }
}

function whyUnusable(name: string): string {
  switch (name) {
    case 'DisabledException':
      return 'it is disabled';
    case 'NotFoundException':
      return 'there is no such key in that account and region';
    case 'KMSInvalidStateException':
      return 'it is about to be deleted, or cannot be used in its state';
    case 'InvalidKeyUsageException':
      return 'it is not a symmetric key for encryption';
    default:
      return 'KMS failed';
  }
}

function given(bytes: Uint8Array | undefined, keyArn: string): Uint8Array {
  if (bytes) return bytes;
  throw unavailableKeyring(`The KMS key ${keyArn}`, 'KMS answered without what was asked for');
}

function placeIn(keyArn: string): { region: string; accountId: string } {
  const [, , , region = '', accountId = ''] = keyArn.split(':');
  return { region, accountId };
}

/** Where calls go that belong to no connected account. */
function kmsAccount(accountId: string): Account {
  const at = new Date(0).toISOString();
  return { id: `vault/${accountId}`, accountId, name: 'the vault', isSimulated: false, credential: { kind: 'ambient' }, regions: ['us-east-1'], defaultRegion: 'us-east-1', organizationId: null, status: 'active', statusReason: null, createdAt: at, updatedAt: at };
}
