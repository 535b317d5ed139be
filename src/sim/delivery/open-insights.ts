import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { openDice, type Dice } from '../world/seeded-random.ts';
import type { ActivityPlace, SimAccount, SimObject, SimTrail } from '../world/world.ts';
import type { LogFolder } from './log-folders.ts';

/** What CloudTrail Insights writes of an unusual rate: once when it begins and once when it is over. */
export interface InsightRecord {
  readonly eventVersion: '1.09';
  readonly eventTime: string;
  readonly awsRegion: string;
  readonly eventID: string;
  readonly sharedEventID: string;
  readonly eventType: 'AwsCloudTrailInsight';
  readonly eventCategory: 'Insight';
  readonly recipientAccountId: string;
  readonly insightDetails: {
    readonly state: 'Start' | 'End';
    readonly eventSource: string;
    readonly eventName: string;
    readonly insightType: 'ApiCallRateInsight' | 'ApiErrorRateInsight';
    readonly errorCode?: string;
    readonly insightContext: { readonly statistics: { readonly baseline: { readonly average: number }; readonly insight: { readonly average: number }; readonly insightDuration?: number; readonly baselineDuration: number } };
  };
}

export interface Insights {
  /** What was noticed in [from, to] and is known by now, oldest first; nothing where no trail has Insights. */
  between(place: ActivityPlace, window: { from: Date; to: Date }): InsightRecord[];
  /** The files of a trail's folder that are delivered by now, in the order of their keys. */
  list(folder: LogFolder): { key: string; deliveredMs: number; object: () => SimObject }[];
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** From what is noticed to where it can be read; the real one takes up to half an hour. */
const knownAfterMs = minuteMs;
/** How long the usual rate was looked at, in minutes. */
const baselineMinutes = 7 * 1_440;

const habits = [
  { eventSource: 'ecs.amazonaws.com', eventName: 'UpdateService', insightType: 'ApiCallRateInsight' },
  { eventSource: 'logs.amazonaws.com', eventName: 'CreateLogStream', insightType: 'ApiCallRateInsight' },
  { eventSource: 'autoscaling.amazonaws.com', eventName: 'StartInstanceRefresh', insightType: 'ApiCallRateInsight' },
  { eventSource: 'secretsmanager.amazonaws.com', eventName: 'GetSecretValue', insightType: 'ApiErrorRateInsight', errorCode: 'AccessDeniedException' },
  { eventSource: 'kms.amazonaws.com', eventName: 'Decrypt', insightType: 'ApiErrorRateInsight', errorCode: 'ThrottlingException' },
] as const;

interface InsightFacts {
  readonly seed: number;
  readonly clock: () => Date;
  readonly accounts: ReadonlyMap<string, SimAccount>;
  readonly firstMs: number;
}

/** Two unusual rates a day in each place where a trail has Insights, none of them anybody's fault. */
export function openInsights({ seed, clock, accounts, firstMs }: InsightFacts): Insights {
  function ofDay({ accountId, region }: ActivityPlace, day: number): InsightRecord[] {
    return [0, 1].flatMap((number) => {
      const dice = openDice(seed, `insight/${accountId}/${region}/${day}/${number}`);
      const startMs = day * dayMs + (number * 720 + dice.whole(690)) * minuteMs;
      return pairOf({ accountId, region }, startMs, dice);
    });
  }

  function known(place: ActivityPlace, fromMs: number, toMs: number): InsightRecord[] {
    const last = Math.min(toMs, clock().getTime() - knownAfterMs);
    const days = Array.from({ length: Math.max(0, Math.floor(last / dayMs) - Math.floor(fromMs / dayMs) + 1) }, (_, i) => Math.floor(fromMs / dayMs) + i);
    return days.flatMap((day) => ofDay(place, day)).filter(({ eventTime }) => Date.parse(eventTime) >= fromMs && Date.parse(eventTime) <= last);
  }

  return {
    between(place, { from, to }) {
      return isLookedOut(accounts, place) ? known(place, Math.max(firstMs, from.getTime()), to.getTime()) : [];
    },
    list(folder) {
      if (folder.trail.trail.HasInsightSelectors !== true) return [];
      return known(folder, firstMs, Number.POSITIVE_INFINITY).map((record) => {
        const deliveredMs = Date.parse(record.eventTime) + knownAfterMs;
        const key = keyOf(folder, deliveredMs, record.eventID);
        return {
          key,
          deliveredMs,
          object() {
            const body = gzipSync(JSON.stringify({ Records: [record] }));
            return { key, body, contentType: 'application/json', contentEncoding: 'gzip', etag: `"${createHash('md5').update(body).digest('hex')}"`, modifiedAt: new Date(deliveredMs) };
          },
        };
      });
    },
  };
}

export function insightPath({ path }: LogFolder): string {
  return path.replace('/CloudTrail/', '/CloudTrail-Insight/');
}

function pairOf({ accountId, region }: ActivityPlace, startMs: number, dice: Dice): InsightRecord[] {
  const { eventSource, eventName, insightType, ...rest } = dice.pick(habits);
  const usual = Math.round(dice.number() * 300) / 100;
  const unusual = Math.round((usual + 5 + dice.number() * 40) * 100) / 100;
  const minutes = 3 + dice.whole(20);
  const sharedEventID = dice.uuid();
  return (['Start', 'End'] as const).map((state) => {
    const statistics = { baseline: { average: usual }, insight: { average: unusual }, ...(state === 'End' ? { insightDuration: minutes } : {}), baselineDuration: baselineMinutes };
    return {
      eventVersion: '1.09',
      eventTime: `${new Date(startMs + (state === 'End' ? minutes * minuteMs : 0)).toISOString().slice(0, 19)}Z`,
      awsRegion: region,
      eventID: dice.uuid(),
      sharedEventID,
      eventType: 'AwsCloudTrailInsight',
      eventCategory: 'Insight',
      recipientAccountId: accountId,
      insightDetails: { state, eventSource, eventName, insightType, ...rest, insightContext: { statistics } },
    };
  });
}

function isLookedOut(accounts: ReadonlyMap<string, SimAccount>, { accountId, region }: ActivityPlace): boolean {
  const looksOut = ({ trail, isLogging }: SimTrail, owner: SimAccount) => isLogging && trail.HasInsightSelectors === true && (owner.id === accountId || trail.IsOrganizationTrail === true) && (trail.IsMultiRegionTrail === true || trail.HomeRegion === region);
  return [...accounts.values()].some((owner) => [...owner.regions.values()].some(({ trails }) => trails.some((trail) => looksOut(trail, owner))));
}

function keyOf(folder: LogFolder, deliveredMs: number, eventId: string): string {
  const time = new Date(deliveredMs).toISOString();
  return `${insightPath(folder)}${time.slice(0, 10).replaceAll('-', '/')}/${folder.accountId}_CloudTrail-Insight_${folder.region}_${time.slice(0, 16).replaceAll(/[-:]/g, '')}Z_${eventId.replaceAll('-', '').slice(0, 16)}.json.gz`;
}
