import type { Trail } from '@aws-sdk/client-cloudtrail';
import type { Address, Image, Instance, NatGateway, RouteTable, SecurityGroup, Snapshot, Subnet, Volume, Vpc } from '@aws-sdk/client-ec2';
import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import type { Clock } from '../../core/clock.ts';
import type { TrailFiles } from '../delivery/open-trail-files.ts';
import type { CloudTrailRecord } from './cloudtrail-record.ts';
import type { SimOrganization } from './sim-organization.ts';

/** Everything that the simulated AWS knows. Resources are kept in the SDK's own shapes; handlers read and change them. */
export interface World {
  readonly seed: number;
  readonly clock: Clock;
  /** When the world was made; stories are planted relative to it. */
  readonly startedAt: Date;
  readonly organization: SimOrganization;
  readonly accounts: ReadonlyMap<string, SimAccount>;
  readonly activity: ActivityStream;
  readonly trailFiles: TrailFiles;
  /** The stories planted so far. */
  readonly truth: readonly StoryTruth[];
  readonly costs: WorldCosts;
  readonly metrics: WorldMetrics;
  readonly logs: WorldLogs;
  /** Lets happen what stories do up to now; called before every answer. */
  advance(): void;
  /** Tells one more story, from now on. */
  tell(order: StoryOrder): StoryTruth;
  /** The credentials and roles made for Watchkeeper itself. */
  readonly watcher: SimWatcher;
  /** Who may do everything: for those who use the simulated AWS as their own. */
  /** How long a new access key is refused before it works everywhere. */
  readonly keyDelayMs: number;
  readonly administrator: SimAdministrator;
}

export interface StoryOrder {
  readonly storyId: string;
  /** The seed chooses where none is named. */
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  /** Told so fast that it is over in this time. */
  readonly withinMs?: number | undefined;
}

export interface SimCredentials {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SimAdministrator extends SimCredentials {
  /** The name of the role that it may assume in every member account. */
  readonly roleName: string;
}

export interface SimWatcher extends SimCredentials {
  /** The name of the read role that exists in every account. */
  readonly roleName: string;
  readonly externalId: string;
}

export interface SimAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly unitId: string;
  readonly joinedAt: Date;
  status: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';
  /** As the organisation has tagged it. */
  readonly tags: Map<string, string>;
  readonly users: Map<string, SimUser>;
  readonly groups: Map<string, SimGroup>;
  readonly roles: Map<string, SimRole>;
  /** Customer-managed and the AWS-managed ones in use, by ARN. */
  readonly policies: Map<string, SimPolicy>;
  readonly buckets: Map<string, SimBucket>;
  readonly regions: Map<string, SimRegion>;
}

export interface SimRegion {
  readonly name: string;
  isEnabled: boolean;
  readonly vpcs: Vpc[];
  readonly subnets: Subnet[];
  readonly routeTables: RouteTable[];
  readonly securityGroups: SecurityGroup[];
  readonly instances: Instance[];
  readonly volumes: Volume[];
  readonly snapshots: Snapshot[];
  readonly images: Image[];
  readonly addresses: Address[];
  readonly natGateways: NatGateway[];
  readonly trails: SimTrail[];
  readonly topics: Map<string, SimTopic>;
  readonly queues: Map<string, SimQueue>;
  readonly emailIdentities: Map<string, { isVerified: boolean }>;
  readonly sentEmails: { at: Date; from: string; to: string[]; subject: string }[];
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly PolicyStatement[] | PolicyStatement;
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | number | boolean | readonly string[]>>>>;
}

export interface SimIdentity {
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: Date;
  readonly tags: Map<string, string>;
  readonly inlinePolicies: Map<string, PolicyDocument>;
  readonly attachedPolicies: Set<string>;
  permissionsBoundary?: string;
}

export interface SimUser extends SimIdentity {
  readonly name: string;
  readonly groups: Set<string>;
  readonly accessKeys: SimAccessKey[];
  hasLoginProfile: boolean;
  hasMfa: boolean;
}

export interface SimAccessKey {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: Date;
  status: 'Active' | 'Inactive';
  /** A new key is not known everywhere at once. */
  readonly worksFrom?: Date;
  lastUsed?: { at: Date; region: string; service: string };
}

export interface SimGroup extends SimIdentity {
  readonly name: string;
}

export interface SimRole extends SimIdentity {
  readonly name: string;
  trust: PolicyDocument;
  readonly maxSessionSeconds: number;
  readonly description?: string;
}

export interface SimPolicy {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly versions: { id: string; document: PolicyDocument; isDefault: boolean; createdAt: Date }[];
}

export interface SimBucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: Date;
  readonly tags: Map<string, string>;
  policy?: PolicyDocument;
  publicAccessBlock?: { BlockPublicAcls: boolean; IgnorePublicAcls: boolean; BlockPublicPolicy: boolean; RestrictPublicBuckets: boolean };
  versioning?: 'Enabled' | 'Suspended';
  encryption?: 'AES256' | 'aws:kms';
  readonly objects: Map<string, SimObject>;
  /** The trails that deliver into it, or did once. */
  readonly trails: SimTrail[];
  notifications?: NotificationConfiguration;
  readonly deleted: Set<string>;
}

export interface SimObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface SimTrail {
  readonly trail: Trail;
  isLogging: boolean;
  startedAt?: Date;
  stoppedAt?: Date;
  /** When it was turned on and off, oldest first. */
  readonly switches: { readonly isLogging: boolean; readonly at: Date }[];
}

export interface SimTopic {
  readonly arn: string;
  readonly attributes: Map<string, string>;
  readonly subscriptions: { arn: string; protocol: string; endpoint: string; isRaw?: boolean }[];
  readonly published: { messageId: string; at: Date; subject?: string; message: string }[];
}

export interface SimQueue {
  readonly url: string;
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly messages: SimMessage[];
}

export interface SimMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
  visibleAt: Date;
  receiveCount: number;
  receiptHandle?: string;
}

export interface ActivityPlace {
  readonly accountId: string;
  readonly region: string;
}

/** Background, stories and the calls that the simulator itself answered, as CloudTrail would deliver them. */
export interface ActivityStream {
  /** Records of [from, to] that CloudTrail would have delivered by now, newest first, made as they are asked for. */
  lookup(place: ActivityPlace, window: { from: Date; to: Date }): Iterable<CloudTrailRecord>;
  /** All records of [from, to], oldest first, whether they have been told already or not. */
  between(place: ActivityPlace, window: { from: Date; to: Date }): CloudTrailRecord[];
  /** Adds what a story did or what a caller has just called. */
  add(record: CloudTrailRecord): void;
}

/** What a story did, for measuring detection: served by the simulator and written to a file on request. */
export interface StoryTruth {
  readonly storyId: string;
  readonly title: string;
  readonly accountId: string;
  readonly region: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** When somebody put it right; until then it costs what it costs. */
  readonly resolvedAt: string;
  /** ARN of who did it. */
  readonly principal: string;
  readonly sourceAddress: string;
  /** The call that everything else follows from. */
  readonly firstCauseEventId: string;
  readonly steps: readonly { eventId: string; at: string; region: string; eventSource: string; eventName: string; resource: string | null; tactic: string }[];
  /** Resources the story made or changed. */
  readonly resources: readonly string[];
  /** What it adds to the bill, where it does. */
  readonly dailyUsd: number;
  /** Under which usage type the bill shows that. */
  readonly usageType?: string;
}

export interface CostLine {
  readonly date: string;
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly usageType: string;
  readonly usd: number;
}

/** The bill: daily, from the resources that there are, with its rhythms and with what stories add. */
export interface WorldCosts {
  between(from: Date, to: Date): CostLine[];
}

export interface MetricPoint {
  readonly at: string;
  readonly value: number;
}

/** Metrics of an instance as a function of time, every five minutes. */
export interface WorldMetrics {
  series(resourceId: string, metric: string, window: { from: Date; to: Date }): MetricPoint[];
}

export interface LogLine {
  readonly at: string;
  readonly group: string;
  readonly message: string;
}

/** Log lines of an application as a function of time. */
export interface WorldLogs {
  readonly groups: readonly string[];
  between(group: string, window: { from: Date; to: Date }): LogLine[];
}
