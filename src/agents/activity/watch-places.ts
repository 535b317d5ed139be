import type { Account } from '../../core/account.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { meetPlace } from '../../watch/activity/coverage/keep-place.ts';
import { covers, type FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { noticeBlindness } from './notice-blindness.ts';
import { backfillPlace, liveKey, watchPlace, type WatchContext, type WatchedPlace } from './watch-place.ts';
import { watchInsights } from './watch-insights.ts';
import type { WatchSettings } from './watch-settings.ts';
import { trailsOf, watchTrail } from './watch-trail.ts';

/** Each place waits for CloudTrail's own limit most of the time, so many fit into one run. */
const placesAtOnce = 64;

/** Brings every account and region up to now, each from the best source that it has, and then some of what is older. */
export async function watchPlaces(context: WatchContext, deps: IngestDeps): Promise<void> {
  const { accounts, settings } = context;
  const places = accounts.flatMap((account) => regionsOf(account, settings).map((region) => ({ account, region })));
  if (places.length === 0) context.log('warn', 'There is no account and region to watch');
  const trails = new Map<string, Promise<FoundTrail[]>>();
  const trailsFor = (place: WatchedPlace) => {
    const looking = trails.get(place.account.accountId) ?? trailsOf(context, place);
    trails.set(place.account.accountId, looking);
    return looking;
  };
  await forEachLimited(places, placesAtOnce, (place) => readPlace(context, deps, { place, trailsFor }));
  await forEachLimited(places, placesAtOnce, (place) => noticeBlindness(context, place));
  if (settings.sources !== 'auto' && settings.sources !== 'lookup-events') return;
  // What is new never waits for what is old.
  await forEachLimited(places, placesAtOnce, (place) => backfillPlace(context, deps, place));
}

interface Choice {
  readonly place: WatchedPlace;
  readonly trailsFor: (place: WatchedPlace) => Promise<FoundTrail[]>;
}

/**
 * Log files where a trail delivers all, LookupEvents elsewhere and when the trail stops. Whoever takes over begins before
 * the moment up to which the other has read, and each event is kept once, so that there is neither a gap nor a double.
 */
async function readPlace(context: WatchContext, deps: IngestDeps, { place, trailsFor }: Choice): Promise<void> {
  const { account, region } = place;
  const { sources } = context.settings;
  if (sources === 'lookup-events') {
    await watchPlace(context, deps, place);
    return watchInsights(context, deps, { place, trails: await trailsFor(place) });
  }
  if (sources === 'sqs') {
    await meetPlace(context.store.db, { accountId: account.accountId, region }, context.clock());
    return;
  }
  const isNew = (await context.checkpoints.get(liveKey({ accountId: account.accountId, region }))) === undefined;
  // LookupEvents shows a new account's activity at once, whatever it has.
  if (sources === 'auto' && isNew) await watchPlace(context, deps, place);
  const trails = await trailsFor(place);
  const trail = trails.find((one) => covers(one, region));
  const isRead = trail !== undefined && (await watchTrail(context, deps, { place, trail }));
  if (sources === 'auto' && !(isRead && trail.hasInsights)) await watchInsights(context, deps, { place, trails });
  if (isRead) return;
  if (!trail && sources === 's3') context.log('warn', `No trail that is logging delivers all that happens in ${region} of account ${account.accountId}`);
  if (sources === 'auto' && !isNew) await watchPlace(context, deps, place);
}

function regionsOf(account: Account, { regions }: WatchSettings): string[] {
  return regions.length === 0 ? account.regions : account.regions.filter((region) => regions.includes(region));
}
