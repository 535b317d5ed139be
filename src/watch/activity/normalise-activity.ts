import type { Activity, Principal } from '../../core/activity.ts';
import type { CloudTrailIdentity, CloudTrailRecord } from './cloudtrail-record.ts';

/** A CloudTrail record in the product's own words. `accountId` is whose trail it was read from. */
export function normaliseActivity(record: CloudTrailRecord, accountId: string): Activity {
  return {
    eventId: record.eventID,
    at: instantOf(record.eventTime),
    accountId: record.recipientAccountId ?? accountId,
    region: record.awsRegion,
    service: record.eventSource.endsWith(domain) ? record.eventSource.slice(0, -domain.length) : record.eventSource,
    action: record.eventName,
    isReadOnly: record.readOnly === true || record.readOnly === 'true',
    principal: principalOf(record.userIdentity),
    sourceAddress: record.sourceIPAddress ?? null,
    userAgent: record.userAgent ?? null,
    errorCode: record.errorCode ?? null,
    errorMessage: record.errorMessage ?? null,
    resources: record.resources ? record.resources.flatMap(({ ARN, type }) => (ARN === undefined ? [] : [{ arn: ARN, type: type ?? null }])) : none,
  };
}

const domain = '.amazonaws.com';
const none: Activity['resources'] = [];

/** CloudTrail writes whole seconds in UTC, nearly always. */
function instantOf(eventTime: string): string {
  return eventTime.length === 20 && eventTime.endsWith('Z') && eventTime.charCodeAt(8) < 0x33 ? `${eventTime.slice(0, 19)}.000Z` : new Date(eventTime).toISOString();
}

export function principalOf(identity: CloudTrailIdentity): Principal {
  const issuer = identity.sessionContext?.sessionIssuer;
  const mfa = identity.sessionContext?.attributes?.mfaAuthenticated;
  return {
    type: principalType(identity),
    arn: identity.arn ?? null,
    name: principalName(identity),
    accountId: identity.accountId ?? issuer?.accountId ?? null,
    accessKeyId: identity.accessKeyId ?? null,
    sessionIssuerArn: issuer?.arn ?? null,
    invokedBy: identity.invokedBy ?? null,
    usedMfa: mfa === undefined ? null : String(mfa) === 'true',
  };
}

function principalType({ type }: CloudTrailIdentity): Principal['type'] {
  switch (type) {
    case 'IAMUser':
      return 'user';
    case 'AssumedRole':
    case 'Role':
      return 'role';
    case 'Root':
      return 'root';
    case 'FederatedUser':
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'IdentityCenterUser':
      return 'federated';
    case 'AWSService':
      return 'service';
    case 'AWSAccount':
      return 'account';
    case 'Anonymous':
      return 'anonymous';
    default:
      return 'unknown';
  }
}

/** User name, role/session, service or account: what a person would call it. */
function principalName(identity: CloudTrailIdentity): string {
  if (identity.type === 'Root') return 'root';
  if (identity.type === 'AWSService') return identity.invokedBy ?? 'an AWS service';
  if (identity.type === 'AssumedRole') return identity.arn?.split(':assumed-role/')[1] ?? identity.principalId ?? 'a role session';
  return identity.userName ?? identity.arn ?? identity.principalId ?? identity.accountId ?? identity.invokedBy ?? 'unknown';
}
