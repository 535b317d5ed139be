import { randomUUID } from 'node:crypto';
import type { AwsRefusal } from './aws-refusal.ts';
import { identityOf, type Caller } from './access/caller.ts';
import type { AwsCall } from './wire/read-call.ts';
import type { HttpCall } from './wire/http-call.ts';
import type { CloudTrailRecord } from './world/cloudtrail-record.ts';

const eventSources: Readonly<Record<string, string>> = { sesv2: 'ses' };
const secretNames = /secret|password|token|^body$|^message$|messagebody/i;

/** The record that CloudTrail would write of a call that the simulator has answered. */
export function recordOf(
  call: AwsCall,
  facts: { http: HttpCall; caller: Caller; region: string; now: Date; requestId: string; refusal: AwsRefusal | undefined },
): CloudTrailRecord {
  const { http, caller, refusal } = facts;
  const service = eventSources[call.model.service] ?? call.model.service;
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(caller),
    eventTime: `${facts.now.toISOString().slice(0, 19)}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName: call.operation.name,
    awsRegion: facts.region,
    sourceIPAddress: http.sourceAddress,
    userAgent: http.headers['user-agent'] ?? '-',
    ...(refusal === undefined ? {} : { errorCode: errorCode(refusal), errorMessage: refusal.message }),
    requestParameters: parameters(call.input),
    responseElements: null,
    requestID: facts.requestId,
    eventID: randomUUID(),
    readOnly: /^(Get|List|Describe|Head|Lookup|Simulate|Receive)/.test(call.operation.name),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: caller.account.id,
    eventCategory: 'Management',
    tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: http.headers.host ?? '' },
  };
}

function errorCode({ code }: AwsRefusal): string {
  if (code === 'UnauthorizedOperation') return 'Client.UnauthorizedOperation';
  return code === 'AccessDeniedException' ? 'AccessDenied' : code;
}

/** CloudTrail begins names with a small letter and leaves secrets out. */
function parameters(input: unknown): Record<string, unknown> | null {
  if (typeof input !== 'object' || input === null) return null;
  const entries = Object.entries(input).map(([name, value]) => [small(name), secretNames.test(name) ? 'HIDDEN_DUE_TO_SECURITY_REASONS' : plain(value)]);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return undefined;
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? parameters(value) : value;
}

function small(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
