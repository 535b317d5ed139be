import type { GapReason } from '../../core/gap.ts';

export type FailureKind = Exclude<GapReason, 'over-budget' | 'circuit-open'> | 'other';

/** What one failed try means, whichever protocol's words the service used. */
export function classifyFailure(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'other';
  const { name } = error;
  const status = statusOf(error);
  if (name === 'AbortError') return 'cancelled';
  if (throttled.has(name) || status === 429) return 'throttled';
  if (denied.has(name)) return 'access-denied';
  if (disabled.has(name)) return 'region-disabled';
  if (badCredentials.has(name)) return 'credentials';
  if (unsupported.has(name)) return 'not-supported';
  if (isNetworkFailure(error)) return 'unreachable';
  if (status !== undefined && status >= 500) return 'service-error';
  if (status === 403) return 'access-denied';
  // A body that stops half-way or is not what the protocol promises: the answer was lost, not the request refused.
  if (status !== undefined && status < 400) return 'service-error';
  return status === undefined && error instanceof SyntaxError ? 'service-error' : 'other';
}

/** The moment to try again that the service asked for, in milliseconds. */
export function retryAfterMs(error: unknown): number | undefined {
  const seconds: unknown = Reflect.get(Object(Reflect.get(Object(error), '$retryable')), 'retryAfter');
  const header: unknown = Reflect.get(Object(Reflect.get(Object(Reflect.get(Object(error), '$response')), 'headers')), 'retry-after');
  const value = Number(seconds ?? header);
  return Number.isFinite(value) && value > 0 ? value * 1_000 : undefined;
}

/** Expired, as opposed to wrong: new ones from the same source will do. */
export function isExpiredCredentials(error: unknown): boolean {
  return error instanceof Error && /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/.test(error.name);
}

function statusOf(error: Error): number | undefined {
  const status: unknown = Reflect.get(Object(Reflect.get(error, '$metadata')), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

function isNetworkFailure(error: Error): boolean {
  const code: unknown = Reflect.get(error, 'code');
  return network.has(error.name) || (typeof code === 'string' && network.has(code)) || /socket hang up|aborted/.test(error.message);
}

const throttled = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'NotAuthorizedException',
  'UnauthorizedException',
  'UnauthorizedOperation',
  'Client.UnauthorizedOperation',
]);
const disabled = new Set(['OptInRequired', 'RegionDisabledException', 'RegionDisabled']);
const badCredentials = new Set([
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
]);
const unsupported = new Set(['InvalidAction', 'NotImplemented', 'UnknownOperationException', 'UnsupportedOperation', 'UnsupportedOperationException']);
const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ETIMEDOUT',
  'NetworkingError',
  'TimeoutError',
]);
