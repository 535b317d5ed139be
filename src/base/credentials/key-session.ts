import { randomUUID } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import { CallFailure } from '../aws/call-failure.ts';
import type { AccessKey, AwsSession } from '../aws/door.ts';
import { openAwsDoor, type AwsDoorOptions } from '../aws/open-aws-door.ts';

export interface KeySessionOptions {
  readonly config: AwsDoorOptions['config'];
  readonly accountId: string;
  readonly actions: readonly string[];
}

/** Somebody waits for these calls, in an emergency as well. */
const mostTries = 3;
const longestTry = '5s';

/** Calls signed with one key and nothing else, through a door of their own that is closed afterwards. */
export async function withKey<T>(key: AccessKey, { config, accountId, actions }: KeySessionOptions, work: (session: AwsSession) => Promise<T>): Promise<T> {
  const retry = { ...config.retry, maxAttempts: Math.min(mostTries, config.retry.maxAttempts) };
  const timeout = durationMs(config.timeout) > durationMs(longestTry) ? longestTry : config.timeout;
  const door = openAwsDoor({ config: { ...config, retry, timeout }, baseCredentials: async () => ({ ...key }) });
  try {
    return await work(door.for(accountOf(accountId, config.defaultRegion), config.defaultRegion, { actions, caller: 'credentials', name: 'credentials' }));
  } finally {
    await door.close();
  }
}

/** The name of AWS's own refusal, as `InvalidClientTokenId`; undefined when AWS was not reached. */
export function refusalName(error: unknown): string | undefined {
  const said = error instanceof CallFailure ? error.cause : error;
  const status: unknown = Reflect.get(Object(Reflect.get(Object(said), '$metadata')), 'httpStatusCode');
  return said instanceof Error && typeof status === 'number' ? said.name : undefined;
}

/** What kept AWS from answering, in one sentence and with what to do. */
export function explainRefusal(error: unknown, key: string): { because: string; hint: string } {
  switch (refusalName(error)) {
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
      return { because: `AWS does not know the key ${key}, or it is inactive`, hint: 'Look for it under the security credentials of its user in IAM, or enter another key' };
    case 'SignatureDoesNotMatch':
    case 'InvalidSignatureException':
      return { because: `The secret does not belong to the key ${key}`, hint: 'Enter both anew; when neither is at hand, make a new key in IAM' };
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return { because: `The session of the key ${key} has ended`, hint: 'Enter new ones, or better a role that ends nowhere' };
    case 'AccessDenied':
    case 'AccessDeniedException':
      return { because: error instanceof CallFailure ? `The key ${key} may not do this: ${error.gap.action} is not allowed` : `The key ${key} may not do this`, hint: 'Allow it in the policy of its user, or have it done by somebody who may' };
    default:
      return { because: error instanceof Error ? error.message : 'AWS could not be asked', hint: 'Try again when AWS answers' };
  }
}

function accountOf(accountId: string, region: string): Account {
  const at = new Date(0).toISOString();
  return { id: randomUUID(), accountId, name: accountId, isSimulated: false, credential: { kind: 'ambient' }, regions: [region], defaultRegion: region, organizationId: null, status: 'active', statusReason: null, createdAt: at, updatedAt: at };
}
