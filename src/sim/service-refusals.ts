import type { ServiceName } from '../base/aws/services.ts';
import { AwsRefusal } from './aws-refusal.ts';

/** What every service can say, each family of services in its own words. */
export type RefusalKind =
  | 'unsigned'
  | 'unknown-key'
  | 'wrong-token'
  | 'wrong-signature'
  | 'skewed'
  | 'expired'
  | 'denied'
  | 'throttled'
  | 'broken'
  | 'unavailable'
  | 'unknown-operation'
  | 'incomplete';

type Family = 's3' | 'ec2' | 'query' | 'json' | 'rest-json';
type Words = readonly [code: string, status: number];

const families: { readonly [S in ServiceName]: Family } = {
  athena: 'json',
  cloudtrail: 'json',
  ec2: 'ec2',
  events: 'json',
  glue: 'json',
  iam: 'query',
  kms: 'json',
  organizations: 'json',
  s3: 's3',
  ses: 'query',
  sesv2: 'rest-json',
  sns: 'query',
  sqs: 'json',
  sts: 'query',
};

const words: { readonly [K in RefusalKind]: { readonly [F in Family]: Words } } = {
  unsigned: { s3: ['AccessDenied', 403], ec2: ['MissingAuthenticationToken', 403], query: ['MissingAuthenticationToken', 403], json: ['MissingAuthenticationTokenException', 400], 'rest-json': ['MissingAuthenticationTokenException', 403] },
  'unknown-key': { s3: ['InvalidAccessKeyId', 403], ec2: ['AuthFailure', 401], query: ['InvalidClientTokenId', 403], json: ['UnrecognizedClientException', 400], 'rest-json': ['UnrecognizedClientException', 403] },
  'wrong-token': { s3: ['InvalidToken', 400], ec2: ['AuthFailure', 401], query: ['InvalidClientTokenId', 403], json: ['UnrecognizedClientException', 400], 'rest-json': ['UnrecognizedClientException', 403] },
  'wrong-signature': { s3: ['SignatureDoesNotMatch', 403], ec2: ['AuthFailure', 401], query: ['SignatureDoesNotMatch', 403], json: ['InvalidSignatureException', 400], 'rest-json': ['InvalidSignatureException', 403] },
  skewed: { s3: ['RequestTimeTooSkewed', 403], ec2: ['RequestExpired', 400], query: ['SignatureDoesNotMatch', 403], json: ['InvalidSignatureException', 400], 'rest-json': ['InvalidSignatureException', 403] },
  expired: { s3: ['ExpiredToken', 400], ec2: ['RequestExpired', 400], query: ['ExpiredToken', 403], json: ['ExpiredTokenException', 400], 'rest-json': ['ExpiredTokenException', 403] },
  denied: { s3: ['AccessDenied', 403], ec2: ['UnauthorizedOperation', 403], query: ['AccessDenied', 403], json: ['AccessDeniedException', 400], 'rest-json': ['AccessDeniedException', 403] },
  throttled: { s3: ['SlowDown', 503], ec2: ['RequestLimitExceeded', 503], query: ['Throttling', 400], json: ['ThrottlingException', 400], 'rest-json': ['TooManyRequestsException', 429] },
  broken: { s3: ['InternalError', 500], ec2: ['InternalError', 500], query: ['InternalFailure', 500], json: ['InternalFailure', 500], 'rest-json': ['InternalFailure', 500] },
  unavailable: { s3: ['ServiceUnavailable', 503], ec2: ['Unavailable', 503], query: ['ServiceUnavailable', 503], json: ['ServiceUnavailableException', 503], 'rest-json': ['ServiceUnavailableException', 503] },
  'unknown-operation': { s3: ['NotImplemented', 501], ec2: ['InvalidAction', 400], query: ['InvalidAction', 400], json: ['UnknownOperationException', 400], 'rest-json': ['UnknownOperationException', 404] },
  incomplete: { s3: ['InvalidRequest', 400], ec2: ['MissingParameter', 400], query: ['ValidationError', 400], json: ['ValidationException', 400], 'rest-json': ['BadRequestException', 400] },
};

/** Services that say a thing unlike the rest of their family. */
const ownWords: { readonly [S in ServiceName]?: { readonly [K in RefusalKind]?: Words } } = {
  organizations: { throttled: ['TooManyRequestsException', 400], incomplete: ['InvalidInputException', 400] },
  sns: { denied: ['AuthorizationError', 403], throttled: ['Throttled', 429], incomplete: ['InvalidParameter', 400] },
  sqs: { throttled: ['RequestThrottled', 403], incomplete: ['MissingParameter', 400] },
};

export function serviceRefusal(service: ServiceName, kind: RefusalKind, message: string): AwsRefusal {
  const [code, status] = ownWords[service]?.[kind] ?? words[kind][families[service]];
  return new AwsRefusal(code, message, { status });
}
