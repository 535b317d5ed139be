import type { z } from 'zod';
import { awsUseFor, type AccountsRoom, type Asking } from './accounts-room.ts';
import type { accountRegionSchema } from './contract.ts';
import { findAccount } from './find-account.ts';
import { surveyRegions, surveyRegionsActions } from './survey-regions.ts';

type AccountRegion = z.infer<typeof accountRegionSchema>;

/** Every region of an account as AWS tells it now; what is known of them where it does not. */
export async function listAccountRegions(room: AccountsRoom, id: string, asking: Asking): Promise<AccountRegion[]> {
  const account = await findAccount(room.store, id, asking.scope);
  const sessionIn = (region: string) => room.aws.for(account, region, { ...awsUseFor(asking, 'looking at the regions of the account'), actions: surveyRegionsActions });
  const isWatched = (region: string) => account.regions.includes(region);
  const looked = await sessionIn(account.defaultRegion).orGap(() => surveyRegions(sessionIn, { defaultRegion: account.defaultRegion, wanted: 'all' }));
  if (looked.ok) return looked.value.map(({ region, optIn, gap }) => ({ region, optIn, isWatched: isWatched(region), gap }));
  const known = account.regions.map((region) => ({ region, optIn: 'not-required' as const, isWatched: true, gap: account.regionGaps.find((gap) => gap.region === region) ?? null }));
  const gone = account.regionGaps.filter(({ region }) => !isWatched(region)).map((gap) => ({ region: gap.region, optIn: 'not-required' as const, isWatched: false, gap }));
  return [...known, ...gone].sort((a, b) => (a.region < b.region ? -1 : 1));
}
