import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import { callerOf, part, textIn, type Caller } from './caller.ts';
import type { CallRecord } from './resolve-actor.ts';

/** Who obtained a temporary access key, and how. */
export interface SessionLink {
  readonly accessKeyId: string;
  readonly eventId: string;
  readonly operation: string;
  readonly expiresAtMs: number;
  readonly caller: Caller;
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sourceIdentity: string | null;
  /** The subject of a SAML assertion or of a web identity token. */
  readonly subject: string | null;
  readonly provider: string | null;
}

/** A link as it is kept. */
export interface StoredLink extends Partial<Omit<SessionLink, 'accessKeyId' | 'caller'>> {
  readonly caller: Partial<Caller>;
}

export function storedLink(link: SessionLink): StoredLink {
  return { ...withoutNulls({ ...link, accessKeyId: null }), caller: withoutNulls(link.caller) };
}

export function linkFromStored(accessKeyId: string, { caller, ...facts }: StoredLink): SessionLink {
  return { ...noFacts, ...facts, accessKeyId, caller: { ...noCaller, ...caller } };
}

const noFacts = { eventId: '', operation: '', expiresAtMs: 0, roleArn: null, sessionName: null, sourceIdentity: null, subject: null, provider: null };
const noCaller: Caller = { type: '', arn: null, accountId: null, accessKeyId: null, userName: null, roleArn: null, sessionName: null, sourceIdentity: null, provider: null, invokedBy: null, isFromInstance: false, issuedTo: null, onBehalfOf: null };

/** Guarantee: only what is null or false is left out, and that is what a missing one is read as. */
function withoutNulls<T extends object>(facts: T): Partial<T> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null && value !== false)) as Partial<T>;
}

const longestSessionMs = 36 * 3_600_000;
const issuing = /^(?:AssumeRole(?:With(?:SAML|WebIdentity))?|AssumeRoot|GetFederationToken|GetSessionToken)$/;

/** A record of STS as a whole; of any other, who called is enough. */
export type SessionRecord = CloudTrailRecord | (CallRecord & { readonly eventSource?: undefined });

/** Null unless the record handed out temporary credentials. */
export function sessionLinkOf(record: SessionRecord): SessionLink | null {
  if (record.eventSource === undefined || record.eventSource !== 'sts.amazonaws.com' || !issuing.test(record.eventName)) return null;
  const response = part(record.responseElements);
  const accessKeyId = textIn(part(response['credentials']), 'accessKeyId');
  if (accessKeyId === null) return null;
  const request = part(record.requestParameters);
  const caller = callerOf(record.userIdentity);
  return {
    accessKeyId,
    eventId: record.eventID,
    operation: record.eventName,
    expiresAtMs: expiryOf(textIn(part(response['credentials']), 'expiration'), Date.parse(record.eventTime)),
    caller,
    roleArn: textIn(request, 'roleArn'),
    sessionName: textIn(request, 'roleSessionName') ?? textIn(request, 'name'),
    sourceIdentity: textIn(response, 'sourceIdentity') ?? textIn(request, 'sourceIdentity') ?? caller.sourceIdentity,
    subject: textIn(response, 'subjectFromWebIdentityToken') ?? textIn(response, 'subject') ?? (isFederated(caller) ? caller.userName : null),
    provider: textIn(response, 'provider') ?? textIn(request, 'principalArn') ?? caller.provider,
  };
}

/**
 * The better of two records of one key, whichever came first. A role of another account is told in both accounts, and only the caller's own knows
 * which key called.
 */
export function betterLink(a: SessionLink, b: SessionLink): SessionLink {
  const difference = linkRank(a) - linkRank(b);
  if (difference !== 0) return difference > 0 ? a : b;
  return a.eventId <= b.eventId ? a : b;
}

export function linkRank({ caller, sourceIdentity, subject }: SessionLink): number {
  const known = caller.accessKeyId !== null || caller.type === 'Root' || caller.type === 'IAMUser' ? 8 : caller.arn !== null ? 4 : 0;
  return known + (subject === null ? 0 : 2) + (sourceIdentity === null ? 0 : 1);
}

function isFederated({ type }: Caller): boolean {
  return type === 'SAMLUser' || type === 'WebIdentityUser';
}

/** `Jun 6, 2026 9:25:03 PM`, in UTC; never later than any session may last. */
function expiryOf(text: string | null, fromMs: number): number {
  const written = text === null ? Number.NaN : Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text} UTC`);
  const latest = fromMs + longestSessionMs;
  return Number.isNaN(written) ? latest : Math.min(written, latest);
}
