import { CallFailure } from '../../../base/aws/call-failure.ts';
import type { AwsSession } from '../../../base/aws/door.ts';

/**
 * What S3 says of a bucket that is gone, or of an object that is there and is not given out, such as one that is archived or whose
 * key is: a gap, since the watch goes on without it. Anything else is returned as it was.
 */
export function refusedByS3(error: unknown, { session, operation, what, at }: { session: AwsSession; operation: 'GetObject' | 'ListObjectsV2'; what: string; at: Date }): unknown {
  if (!(error instanceof Error) || error instanceof CallFailure) return error;
  const status: unknown = Reflect.get(Object(Reflect.get(error, '$metadata')), 'httpStatusCode');
  if (typeof status !== 'number' || status < 400) return error;
  const { account, region } = session;
  const action = operation === 'GetObject' ? 's3:GetObject' : 's3:ListBucket';
  return new CallFailure({ reason: 'service-error', accountId: account.accountId, region, service: 's3', operation, action, because: `Could not read ${what}: ${error.name}: ${error.message}`, at: at.toISOString() }, error);
}
