import { randomUUID } from 'node:crypto';
import { identityOf, type Caller } from './access/caller.ts';
import type { AwsRefusal } from './aws-refusal.ts';
import { recordParameters } from './record-parameters.ts';
import type { HttpCall } from './wire/http-call.ts';
import type { AwsCall } from './wire/read-call.ts';
import { isGlobal, isReading } from './world/activity/write-record.ts';
import type { CloudTrailRecord } from './world/cloudtrail-record.ts';
import { homeRegion } from './world/estate/account-plans.ts';

interface CallFacts {
  readonly http: HttpCall;
  readonly caller: Caller;
  readonly region: string;
  readonly now: Date;
  readonly requestId: string;
  readonly refusal: AwsRefusal | undefined;
}

/** Events that bear another name than their operation. */
const eventNames: Readonly<Record<string, string>> = {
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
};

/** The record that CloudTrail would write of a call that the simulator has answered. */
export function recordOf({ model, operation, input }: AwsCall, facts: CallFacts): CloudTrailRecord {
  const { http, caller, refusal } = facts;
  const source = model.service === 'sesv2' ? 'ses' : model.service;
  return {
    eventVersion: '1.11',
    userIdentity: identityOf(caller),
    eventTime: `${facts.now.toISOString().slice(0, 19)}Z`,
    eventSource: `${source}.amazonaws.com`,
    eventName: eventNames[operation.name] ?? operation.name,
    awsRegion: isGlobal(source) ? homeRegion : facts.region,
    sourceIPAddress: http.sourceAddress,
    userAgent: http.headers['user-agent'] ?? '-',
    ...(refusal === undefined ? {} : { errorCode: errorCode(refusal), errorMessage: refusal.message }),
    requestParameters: recordParameters(model.service, input),
    responseElements: null,
    requestID: facts.requestId,
    eventID: randomUUID(),
    readOnly: isReading(operation.name),
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
