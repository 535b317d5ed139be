import type { CloudTrailRecord } from '../cloudtrail-record.ts';
import type { Dice } from '../seeded-random.ts';
import type { Actor } from './actors.ts';

/** One call, without who made it and when. */
export interface Deed {
  /** The service as in its event source: `ec2`. */
  readonly source: string;
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly resources?: readonly { readonly type: string; readonly arn: string }[];
  readonly error?: { readonly code: string; readonly message: string };
  /** Beside the call: whether a sign-in used MFA, for instance. */
  readonly more?: Readonly<Record<string, unknown>>;
  readonly eventType?: CloudTrailRecord['eventType'];
}

const eventVersion = '1.11';
/** Calls that are recorded in one region wherever they were made. */
const globalSources: ReadonlySet<string> = new Set(['iam', 'organizations', 'route53', 'ce', 'health', 'support']);

export function isGlobal(source: string): boolean {
  return globalSources.has(source);
}

export interface RecordPlace {
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
  readonly dice: Dice;
}

/** The record that CloudTrail keeps of a call. */
export function writeRecord(deed: Deed, actor: Actor, { at, accountId, region, dice }: RecordPlace): CloudTrailRecord {
  const isSignIn = deed.eventType === 'AwsConsoleSignIn';
  const host = `${deed.source}.${isGlobal(deed.source) ? '' : `${region}.`}amazonaws.com`;
  return {
    eventVersion,
    userIdentity: actor.identity,
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: `${deed.source}.amazonaws.com`,
    eventName: deed.name,
    awsRegion: region,
    sourceIPAddress: actor.address,
    userAgent: actor.agent.endsWith('md/command#') ? `${actor.agent}${deed.source}.${dashed(deed.name)}` : actor.agent,
    ...(deed.error ? { errorCode: deed.error.code, errorMessage: deed.error.message } : {}),
    requestParameters: deed.parameters ?? null,
    responseElements: deed.error && !isSignIn ? null : (deed.response ?? null),
    ...(deed.more ? { additionalEventData: deed.more } : {}),
    requestID: dice.uuid(),
    eventID: dice.uuid(),
    readOnly: isReading(deed.name),
    ...(deed.resources ? { resources: deed.resources.map(({ type, arn }) => ({ accountId, type, ARN: arn })) } : {}),
    eventType: deed.eventType ?? 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: accountId,
    ...(deed.name.startsWith('AssumeRole') ? { sharedEventID: dice.uuid() } : {}),
    eventCategory: 'Management',
    ...(actor.address.endsWith('.amazonaws.com') ? {} : { tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: isSignIn ? 'signin.aws.amazon.com' : host } }),
  };
}

export function newestFirst(a: CloudTrailRecord, b: CloudTrailRecord): number {
  if (a.eventTime !== b.eventTime) return a.eventTime < b.eventTime ? 1 : -1;
  return a.eventID < b.eventID ? 1 : a.eventID > b.eventID ? -1 : 0;
}

/** CloudTrail counts taking on a role as reading. */
export function isReading(name: string): boolean {
  return /^(Get|List|Describe|Lookup|Head|BatchGet|Simulate|AssumeRole|Decrypt|GenerateDataKey)/.test(name);
}

function dashed(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
