import type { Actor } from '../../../core/actor.ts';
import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { callerOf, type Caller } from './caller.ts';
import { actorOfService, actorOfSession, webIdentityActor, type KnownActor } from './known-actors.ts';
import type { SessionLink } from './session-link.ts';

/** Who obtained temporary access keys, as far as it is known now. */
export interface SessionLinks {
  of(accessKeyId: string): SessionLink | undefined;
}

/** What is looked at of a record to know who stands behind it. */
export type CallRecord = Pick<CloudTrailRecord, 'userIdentity'> & { readonly recipientAccountId?: string | undefined; readonly userAgent?: string | undefined };

/** Roles that assume each other in a ring must not be followed for ever. */
const mostSteps = 16;

/** Goes back from a call, session by session, to whoever began. Pure: the same record and links make the same actor. */
export function resolveActor(record: CallRecord, links: SessionLinks): Actor {
  const chain: string[] = [];
  const seen = new Set<string>();
  let caller = callerOf(record.userIdentity);
  let sourceIdentity = caller.sourceIdentity;
  let known: KnownActor | null = null;
  while (known === null) {
    chain.push(stepOf(caller));
    const key = caller.accessKeyId;
    const link = key === null || seen.has(key) || seen.size >= mostSteps ? undefined : links.of(key);
    if (!link) {
      known = actorOfCaller(caller, record);
      break;
    }
    seen.add(link.accessKeyId);
    sourceIdentity ??= link.sourceIdentity;
    known = actorOfLink(link, caller);
    if (known) chain.push(`${known.name} by ${link.operation}`);
    caller = link.caller;
  }
  if (sourceIdentity === null) return { ...known, chain };
  // AWS keeps it through every later role, so that it stands where a link is missing.
  return { name: sourceIdentity, kind: known.kind === 'role' ? 'user' : known.kind, chain: [...chain, `source identity ${sourceIdentity}`], confidence: 'high', via: 'the source identity' };
}

/** Null where the link leads on to a caller of AWS who has to be looked at himself. */
function actorOfLink({ caller, operation, subject, provider, sessionName }: SessionLink, session: Caller): KnownActor | null {
  if (operation === 'AssumeRoleWithWebIdentity' || caller.type === 'WebIdentityUser') return webIdentityActor(subject, provider);
  const own = session.sessionName ?? sessionName;
  if (operation === 'AssumeRoleWithSAML' || caller.type === 'SAMLUser') {
    const sso = actorOfSession(session);
    return sso?.kind === 'sso' ? sso : { name: subject ?? own ?? provider ?? 'a SAML user', kind: 'saml', confidence: 'high', via: 'the subject of the SAML assertion' };
  }
  if (caller.type === 'AWSService' && caller.invokedBy !== null) {
    const itself = actorOfSession(session);
    return itself?.confidence === 'high' ? itself : actorOfService(caller.invokedBy, own);
  }
  return null;
}

function actorOfCaller(caller: Caller, { recipientAccountId, userAgent }: { readonly recipientAccountId?: string | undefined; readonly userAgent?: string | undefined }): KnownActor {
  const sure = (name: string, kind: KnownActor['kind'], via: string): KnownActor => ({ name, kind, confidence: 'high', via });
  switch (caller.type) {
    case 'Root':
      return sure(`root of ${caller.accountId ?? 'an unknown account'}`, 'root', 'the identity of the call');
    case 'IAMUser':
      return sure(caller.userName ?? caller.arn ?? 'an IAM user', 'user', 'the identity of the call');
    case 'AWSService':
      return sure(caller.invokedBy ?? 'an AWS service', 'service', 'the identity of the call');
    case 'AWSAccount':
      return { name: caller.arn ?? `account ${caller.accountId ?? 'unknown'}`, kind: 'account', confidence: caller.accountId === recipientAccountId ? 'medium' : 'high', via: 'the account that called' };
    case 'IdentityCenterUser':
      return sure(caller.onBehalfOf ?? caller.userName ?? 'a user of IAM Identity Center', 'sso', 'IAM Identity Center');
    case 'SAMLUser':
      return sure(caller.userName ?? 'a SAML user', 'saml', 'the subject of the SAML assertion');
    case 'WebIdentityUser':
      return webIdentityActor(caller.userName, caller.provider);
    case 'Anonymous':
      return sure('anonymous', 'anonymous', 'the identity of the call');
    case 'AssumedRole':
    case 'Role':
      return actorOfRole(caller, userAgent ?? '');
    case 'FederatedUser':
      // GetFederationToken: the name was chosen by the user whose key it was.
      return { name: caller.userName ?? caller.arn?.split('/').at(-1) ?? 'a federated user', kind: caller.userName === null ? 'unknown' : 'user', confidence: 'medium', via: 'the user who issued the session' };
    default:
      return { name: caller.arn ?? caller.userName ?? caller.invokedBy ?? 'unknown', kind: caller.invokedBy === null ? 'unknown' : 'service', confidence: 'low', via: 'the identity of the call' };
  }
}

function actorOfRole(caller: Caller, userAgent: string): KnownActor {
  const known = actorOfSession(caller);
  if (known && known.confidence !== 'low') return known;
  const runtime = /exec-env\/AWS_(Lambda|ECS)/.exec(userAgent)?.[1];
  const said = { confidence: 'low', via: 'the environment that its program names' } as const;
  if (runtime === 'Lambda' && caller.sessionName !== null) return { name: caller.sessionName, kind: 'function', ...said };
  if (runtime === 'ECS' && caller.sessionName !== null) return { name: caller.sessionName, kind: 'task', ...said };
  return known ?? { name: caller.arn?.split(':assumed-role/')[1] ?? caller.arn ?? caller.sessionName ?? 'a role', kind: 'role', confidence: 'low', via: 'the session itself; how it began is not known' };
}

function stepOf({ type, arn, roleArn, sessionName, userName, accountId, invokedBy, accessKeyId }: Caller): string {
  const place = accountId === null ? '' : ` of ${accountId}`;
  const key = accessKeyId === null ? '' : ` with ${accessKeyId}`;
  if (type === 'AssumedRole') return `role ${roleArn?.split('/').at(-1) ?? arn ?? 'unknown'}${place}, session ${sessionName ?? 'unnamed'}${key}`;
  if (type === 'Root') return `root${place}${key}`;
  if (type === 'AWSService') return `AWS service ${invokedBy ?? 'unnamed'}`;
  return `${type === '' ? 'caller' : type} ${userName ?? arn ?? invokedBy ?? 'unnamed'}${place}${key}`;
}
