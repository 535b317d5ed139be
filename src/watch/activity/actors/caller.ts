import type { CloudTrailIdentity } from '../cloudtrail-record.ts';

/** What one record says of its caller, as far as it tells who that is. */
export interface Caller {
  readonly type: string;
  readonly arn: string | null;
  readonly accountId: string | null;
  readonly accessKeyId: string | null;
  readonly userName: string | null;
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  /** The identity provider of a federated caller or of its session. */
  readonly provider: string | null;
  readonly invokedBy: string | null;
  /** The metadata service of an instance handed the credentials out. */
  readonly isFromInstance: boolean;
  /** What AWS says that the credentials were issued to: the ARN of a function and the like. */
  readonly issuedTo: string | null;
  /** The user of IAM Identity Center on whose behalf it is. */
  readonly onBehalfOf: string | null;
}

export function callerOf(identity: CloudTrailIdentity): Caller {
  const context = part(identity.sessionContext);
  const issuer = identity.sessionContext?.sessionIssuer;
  const arn = identity.arn ?? null;
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn ?? '')?.[1] ?? (identity.type === 'AssumedRole' ? identity.principalId?.split(':')[1] : undefined);
  return {
    type: identity.type ?? '',
    arn,
    accountId: identity.accountId ?? issuer?.accountId ?? null,
    accessKeyId: identity.accessKeyId ?? null,
    userName: identity.userName ?? (issuer?.type === 'IAMUser' ? issuer.userName : undefined) ?? null,
    roleArn: issuer?.type === 'Role' || issuer?.arn?.includes(':role/') === true ? (issuer.arn ?? null) : null,
    sessionName: session ?? null,
    sourceIdentity: textIn(context, 'sourceIdentity'),
    provider: identity.identityProvider ?? textIn(part(context['webIdFederationData']), 'federatedProvider'),
    invokedBy: identity.invokedBy ?? null,
    isFromInstance: context['ec2RoleDelivery'] !== undefined,
    issuedTo: textIn(part(identity['inScopeOf']), 'credentialsIssuedTo'),
    onBehalfOf: textIn(part(identity['onBehalfOf']), 'userId'),
  };
}

export function part(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

export function textIn(value: Readonly<Record<string, unknown>>, key: string): string | null {
  const found = value[key];
  return typeof found === 'string' && found !== '' ? found : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
