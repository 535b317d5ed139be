import { CallFailure } from '../aws/call-failure.ts';
import type { AwsSession } from '../aws/door.ts';
import type { RegionGap } from '../../core/account.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { isDeniedByControlPolicy, messageOf } from './account-trouble.ts';

export const surveyRegionsActions = ['ec2:DescribeRegions'] as const;

export interface SurveyedRegion {
  readonly region: string;
  readonly optIn: 'not-required' | 'opted-in' | 'not-opted-in';
  /** Null where it can be looked at. */
  readonly gap: RegionGap | null;
}

const regionsAtOnce = 6;

/** Every region that AWS has for the account, those that are asked about tried; a refusal to tell them flies. */
export async function surveyRegions(sessionIn: (region: string) => AwsSession, { defaultRegion, wanted }: { defaultRegion: string; wanted: readonly string[] | 'all' }): Promise<SurveyedRegion[]> {
  const { Regions = [] } = await sessionIn(defaultRegion).call('ec2', 'DescribeRegions', { AllRegions: true });
  const surveyed = new Map<string, SurveyedRegion>();
  for (const { RegionName: region = '', OptInStatus } of Regions) {
    const optIn = OptInStatus === 'not-opted-in' ? OptInStatus : OptInStatus === 'opted-in' ? OptInStatus : 'not-required';
    surveyed.set(region, { region, optIn, gap: optIn === 'not-opted-in' ? notEnabled(region) : null });
  }
  for (const region of wanted === 'all' ? [] : wanted) if (!surveyed.has(region)) surveyed.set(region, { region, optIn: 'not-opted-in', gap: notEnabled(region) });
  const tried = [...surveyed.values()].filter(({ region, gap }) => gap === null && (wanted === 'all' || wanted.includes(region)));
  await forEachLimited(tried, regionsAtOnce, async (one) => {
    surveyed.set(one.region, { ...one, gap: await tryRegion(sessionIn(one.region)) });
  });
  return [...surveyed.values()].sort((a, b) => (a.region < b.region ? -1 : 1));
}

/** One cheap call that is allowed everywhere if it is allowed at all. */
async function tryRegion(session: AwsSession): Promise<RegionGap | null> {
  const { region } = session;
  try {
    await session.call('ec2', 'DescribeRegions', { RegionNames: [region] });
    return null;
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    switch (error.gap.reason) {
      case 'access-denied':
        return isDeniedByControlPolicy(messageOf(error.cause))
          ? { region, reason: 'denied-by-scp', because: `A service control policy of the organisation denies ${region}` }
          : { region, reason: 'denied', because: `The account's role may not do anything in ${region}` };
      case 'region-disabled':
      case 'credentials':
        return notEnabled(region);
      case 'unreachable':
        return { region, reason: 'unreachable', because: `The endpoints of ${region} do not answer` };
      case 'revoked':
      case 'cancelled':
        throw error;
      // Busy, which says nothing about whether it can be looked at.
      default:
        return null;
    }
  }
}

function notEnabled(region: string): RegionGap {
  return { region, reason: 'not-enabled', because: `The account has not opted in to ${region}` };
}
