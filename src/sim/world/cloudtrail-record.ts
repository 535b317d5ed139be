/** One CloudTrail record as it stands in log files and in LookupEvents' `CloudTrailEvent`. */
export interface CloudTrailRecord {
  readonly eventVersion: string;
  readonly userIdentity: CloudTrailIdentity;
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly awsRegion: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  readonly additionalEventData?: Readonly<Record<string, unknown>>;
  readonly requestID: string;
  readonly eventID: string;
  readonly readOnly: boolean;
  readonly resources?: readonly { accountId?: string; type?: string; ARN: string }[];
  readonly eventType: 'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent' | 'AwsConsoleAction';
  readonly managementEvent: boolean;
  readonly recipientAccountId: string;
  readonly sharedEventID?: string;
  readonly eventCategory: 'Management';
  readonly tlsDetails?: { tlsVersion: string; cipherSuite: string; clientProvidedHostHeader: string };
}

export interface CloudTrailIdentity {
  readonly type: string;
  readonly principalId?: string;
  readonly arn?: string;
  readonly accountId?: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly invokedBy?: string;
  readonly sessionContext?: {
    readonly sessionIssuer?: { type: string; principalId: string; arn: string; accountId: string; userName: string };
    readonly attributes?: { creationDate: string; mfaAuthenticated: string };
    readonly sourceIdentity?: string;
    /** The version of the metadata service that handed the session to an instance. */
    readonly ec2RoleDelivery?: string;
  };
}
