import { createHash } from 'node:crypto';
import type { InsightRecord } from '../delivery/open-insights.ts';
import type { CloudTrailRecord } from '../world/cloudtrail-record.ts';
import { wasLogging } from '../delivery/switch-trail.ts';
import type { ActivityPlace, SimAccount, SimTrail, World } from '../world/world.ts';
import { eventBusOf } from './event-bus.ts';
import { sendEvent, type BusEvent } from './send-event.ts';

const everyMs = 250;
/** Insights are known a minute after what they tell of. */
const insightLagMs = 60_000;

/** How long after the second of a call its event comes to the bus. */
export interface EventLag {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** A call is recorded with the second that it was made in, so that less than one could have passed unnoticed. */
export const usualEventLag: EventLag = { leastMs: 1_000, mostMs: 3_000 };

type Announced = Pick<World, 'accounts' | 'activity' | 'trailFiles'>;

/** Puts calls on the buses of their accounts and regions, once each, where a trail is logging and a rule is waiting. */
export function openCallAnnouncer({ accounts, activity, trailFiles }: Announced, { from, lag = usualEventLag }: { from: Date; lag?: EventLag | undefined }): (now: Date) => void {
  let toldMs = from.getTime();

  function tell(place: ActivityPlace, fromMs: number, now: Date): void {
    const window = { from: new Date(fromMs - lag.mostMs), to: new Date(now.getTime() - lag.leastMs) };
    if (window.to < window.from) return;
    for (const record of activity.between(place, window)) {
      const atMs = Date.parse(record.eventTime);
      const comesMs = atMs + lagOf(record, lag);
      if (comesMs <= fromMs || comesMs > now.getTime() || !isTrailed(accounts, place, atMs)) continue;
      sendEvent({ accounts }, place, { event: eventOf(record), now: new Date(comesMs), isReading: isReadOnly(record) });
    }
    for (const insight of trailFiles.insights.between(place, { from: new Date(fromMs - insightLagMs), to: now })) {
      const comesMs = Date.parse(insight.eventTime) + insightLagMs;
      if (comesMs > fromMs && comesMs <= now.getTime()) sendEvent({ accounts }, place, { event: insightEventOf(insight), now: new Date(comesMs) });
    }
  }

  return (now) => {
    if (now.getTime() - toldMs < everyMs) return;
    const fromMs = toldMs;
    toldMs = now.getTime();
    for (const account of accounts.values()) {
      for (const region of account.regions.values()) {
        if (eventBusOf(region).size > 0) tell({ accountId: account.id, region: region.name }, fromMs, now);
      }
    }
  };
}

function lagOf({ eventID }: CloudTrailRecord, { leastMs, mostMs }: EventLag): number {
  const share = Number.parseInt(eventID.slice(0, 8), 16) / 0xffff_ffff;
  return Math.round(leastMs + (Number.isNaN(share) ? 0 : share) * (mostMs - leastMs));
}

/** Without a trail that logs, EventBridge hears of no calls. The one that stops the trail is still told. */
function isTrailed(accounts: ReadonlyMap<string, SimAccount>, { accountId, region }: ActivityPlace, atMs: number): boolean {
  const covers = ({ trail }: SimTrail, owner: SimAccount) => (owner.id === accountId || trail.IsOrganizationTrail === true) && (trail.IsMultiRegionTrail === true || trail.HomeRegion === region);
  for (const owner of accounts.values()) {
    for (const { trails } of owner.regions.values()) {
      if (trails.some((trail) => covers(trail, owner) && wasLogging(trail, atMs - 1))) return true;
    }
  }
  return false;
}

const detailTypes: Readonly<Record<CloudTrailRecord['eventType'], string>> = {
  AwsApiCall: 'AWS API Call via CloudTrail',
  AwsConsoleAction: 'AWS API Call via CloudTrail',
  AwsConsoleSignIn: 'AWS Console Sign In via CloudTrail',
  AwsServiceEvent: 'AWS Service Event via CloudTrail',
};

function eventOf(record: CloudTrailRecord): BusEvent {
  return {
    version: '0',
    id: idFrom(record.eventID),
    'detail-type': detailTypes[record.eventType],
    source: `aws.${record.eventSource.replace('.amazonaws.com', '')}`,
    account: record.recipientAccountId,
    time: record.eventTime,
    region: record.awsRegion,
    resources: [],
    detail: { ...record },
  };
}

function insightEventOf(insight: InsightRecord): BusEvent {
  const { eventID, recipientAccountId, eventTime, awsRegion } = insight;
  return { version: '0', id: idFrom(eventID), 'detail-type': 'AWS Insight via CloudTrail', source: 'aws.cloudtrail', account: recipientAccountId, time: eventTime, region: awsRegion, resources: [], detail: { ...insight } };
}

/** Its own id, and the same each time. */
function idFrom(eventId: string): string {
  const hex = createHash('sha256').update(eventId).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** By their names; these two of STS count as changes all the same. */
function isReadOnly({ eventName, eventType }: CloudTrailRecord): boolean {
  return eventType === 'AwsApiCall' && /^(Describe|Get|List)/.test(eventName) && !/^Get(Federation|Session)Token$/.test(eventName);
}
