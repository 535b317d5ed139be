import type { AwsSession } from '../../../base/aws/door.ts';

export const findTrailsActions = ['cloudtrail:DescribeTrails', 'cloudtrail:GetEventSelectors', 'cloudtrail:GetTrailStatus'] as const;

/** Where an account's activity is delivered to. */
export interface FoundTrail {
  readonly name: string;
  readonly arn: string;
  readonly bucket: string;
  /** What stands before `AWSLogs/`, with its slash; empty without one. */
  readonly prefix: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganization: boolean;
  readonly hasInsights: boolean;
  readonly isLogging: boolean;
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  /** Whether it signs what it delivers, hour by hour. */
  readonly isValidated: boolean;
  /** What kept CloudTrail from delivering the newest digest. */
  readonly digestError: string | null;
  /** Whether reading and writing management events of all services are in it: only then is a quiet minute a seen one. */
  readonly isComplete: boolean;
}

/** The trails that an account delivers through, its organisation's shared one among them; the ones that tell most come first. */
export async function findTrails(session: AwsSession): Promise<FoundTrail[]> {
  const { trailList = [] } = await session.call('cloudtrail', 'DescribeTrails', { includeShadowTrails: true });
  const trails: FoundTrail[] = [];
  for (const trail of trailList) {
    const { Name: name, TrailARN: arn, S3BucketName: bucket, HomeRegion: homeRegion } = trail;
    if (name === undefined || arn === undefined || bucket === undefined || homeRegion === undefined) continue;
    const status = await session.call('cloudtrail', 'GetTrailStatus', { Name: arn });
    const selectors = await session.call('cloudtrail', 'GetEventSelectors', { TrailName: arn });
    trails.push({
      name,
      arn,
      bucket,
      prefix: trail.S3KeyPrefix ? `${trail.S3KeyPrefix.replace(/\/$/, '')}/` : '',
      homeRegion,
      isMultiRegion: trail.IsMultiRegionTrail ?? false,
      isOrganization: trail.IsOrganizationTrail ?? false,
      hasInsights: trail.HasInsightSelectors ?? false,
      isLogging: status.IsLogging ?? false,
      startedAt: status.StartLoggingTime ?? null,
      stoppedAt: status.StopLoggingTime ?? null,
      isValidated: trail.LogFileValidationEnabled ?? false,
      digestError: status.LatestDigestDeliveryError || null,
      isComplete: isComplete(selectors),
    });
  }
  // A bucket of one's own is more likely to be open to one than the organisation's.
  const isOwn = ({ arn }: FoundTrail) => arn.includes(`:${session.account.accountId}:`);
  return trails.sort((a, b) => worth(b) - worth(a) || Number(isOwn(b)) - Number(isOwn(a)));
}

/** Whether a trail delivers what happens in a region. */
export function covers(trail: FoundTrail, region: string): boolean {
  return trail.isLogging && trail.isComplete && (trail.isMultiRegion || trail.homeRegion === region);
}

function worth({ isLogging, isComplete: isWhole, isMultiRegion }: FoundTrail): number {
  return (isLogging ? 4 : 0) + (isWhole ? 2 : 0) + (isMultiRegion ? 1 : 0);
}

interface Selectors {
  readonly EventSelectors?: readonly { readonly ReadWriteType?: string | undefined; readonly IncludeManagementEvents?: boolean | undefined; readonly ExcludeManagementEventSources?: readonly string[] | undefined }[] | undefined;
  readonly AdvancedEventSelectors?: readonly { readonly FieldSelectors?: readonly { readonly Field?: string | undefined; readonly Equals?: readonly string[] | undefined }[] | undefined }[] | undefined;
}

function isComplete({ EventSelectors: plain = [], AdvancedEventSelectors: advanced = [] }: Selectors): boolean {
  const isPlain = plain.some(({ ReadWriteType, IncludeManagementEvents, ExcludeManagementEventSources = [] }) => IncludeManagementEvents === true && (ReadWriteType ?? 'All') === 'All' && ExcludeManagementEventSources.length === 0);
  // Any further field narrows the selector.
  const isAdvanced = advanced.some(({ FieldSelectors = [] }) => FieldSelectors.length === 1 && FieldSelectors[0]?.Field === 'eventCategory' && FieldSelectors[0].Equals?.includes('Management') === true);
  return isPlain || isAdvanced;
}
