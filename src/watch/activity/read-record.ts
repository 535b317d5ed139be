import { cloudTrailRecordSchema, type CloudTrailRecord } from './cloudtrail-record.ts';

/** A parsed value as a CloudTrail record, or why it is none. Most records are as documented and are taken as they are. */
export function readRecord(value: unknown): CloudTrailRecord | string {
  if (isAsDocumented(value)) return value;
  const parsed = cloudTrailRecordSchema.safeParse(value);
  return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the record'}: ${issue.message}`).join('; ');
}

const texts = ['recipientAccountId', 'sourceIPAddress', 'userAgent', 'errorCode', 'errorMessage'] as const;
const identityTexts = ['type', 'principalId', 'arn', 'accountId', 'accessKeyId', 'userName', 'invokedBy', 'identityProvider'] as const;
const issuerTexts = ['arn', 'userName', 'accountId', 'type'] as const;
const timeFormat = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** Guarantee: says yes only to what the schema would return unchanged. */
function isAsDocumented(value: unknown): value is CloudTrailRecord {
  if (!isMap(value)) return false;
  const { eventID, eventTime, eventSource, eventName, awsRegion, userIdentity, readOnly, resources } = value;
  return (
    isName(eventID) &&
    isName(eventSource) &&
    isName(eventName) &&
    typeof awsRegion === 'string' &&
    typeof eventTime === 'string' &&
    timeFormat.test(eventTime) &&
    texts.every((key) => isTextOrAbsent(value[key])) &&
    (readOnly === undefined || typeof readOnly === 'boolean' || typeof readOnly === 'string') &&
    isMapOrNothing(value['requestParameters']) &&
    isMapOrNothing(value['responseElements']) &&
    isIdentity(userIdentity) &&
    (resources === undefined || resources === null || (Array.isArray(resources) && resources.every((one) => isMap(one) && isTextOrAbsent(one['ARN']) && isTextOrAbsent(one['type']))))
  );
}

function isIdentity(value: unknown): boolean {
  if (!isMap(value) || !identityTexts.every((key) => isTextOrAbsent(value[key]))) return false;
  const context = value['sessionContext'];
  if (context === undefined) return true;
  if (!isMap(context)) return false;
  const { sessionIssuer, attributes } = context;
  if (sessionIssuer !== undefined && !(isMap(sessionIssuer) && issuerTexts.every((key) => isTextOrAbsent(sessionIssuer[key])))) return false;
  if (attributes === undefined) return true;
  if (!isMap(attributes)) return false;
  const mfa = attributes['mfaAuthenticated'];
  return mfa === undefined || typeof mfa === 'string' || typeof mfa === 'boolean';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMapOrNothing(value: unknown): boolean {
  return value === undefined || value === null || isMap(value);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
