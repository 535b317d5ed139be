import type { Account } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import { forEachFair } from '../../core/for-each-fair.ts';
import { meetPlace } from '../../watch/activity/coverage/keep-place.ts';
import { covers, type FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { noticeBlindness } from './notice-blindness.ts';
import { backfillPlace, liveKey, noteTrouble, watchPlace, type WatchContext, type WatchedPlace } from './watch-place.ts';
import { watchInsights } from './watch-insights.ts';
import type { WatchSettings } from './watch-settings.ts';
import { trailsOf, watchTrail } from './watch-trail.ts';

/** Each place waits for CloudTrail's own limit most of the time, so many fit into one run. */
const placesAtOnce = 64;
/** An account with a great many regions that are slow to read must not keep the others from being read. */
const fairly = { keyOf: ({ account }: WatchedPlace) => account.accountId, limit: placesAtOnce, perKey: placesAtOnce / 2 };

/** Brings every account and region up to now, each from the best source that it has. */
export async function watchPlaces(context: WatchContext, deps: IngestDeps): Promise<void> {
  const places = placesOf(context);
  if (places.length === 0) context.log('warn', 'There is no account and region to watch');
  const trails = new Map<string, Promise<FoundTrail[]>>();
  const trailsFor = (place: WatchedPlace) => {
    const looking = trails.get(place.account.accountId) ?? trailsOf(context, place);
    trails.set(place.account.accountId, looking);
    return looking;
  };
  const failures: unknown[] = [];
  // What goes wrong in one place must not blind the others, nor keep anybody from hearing of it.
  await forEachFair(places, fairly, (place) =>
    readPlace(context, deps, { place, trailsFor }).catch((error: unknown) => {
      failures.push(error);
    }),
  );
  await forEachFair(places, fairly, (place) => noticeBlindness(context, place));
  if (failures.length > 0) throw failures[0];
}

/** Reads some of what is older: what is new never waits for it. */
export async function backfillPlaces(context: WatchContext, deps: IngestDeps): Promise<void> {
  const { sources } = context.settings;
  if (sources !== 'auto' && sources !== 'lookup-events') return;
  await forEachFair(placesOf(context), fairly, (place) => backfillPlace(context, deps, place));
}

function placesOf({ accounts, settings }: WatchContext): WatchedPlace[] {
  return accounts.flatMap((account) => regionsOf(account, settings).map((region) => ({ account, region })));
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
  const trail = trailToRead(trails, { region, settings: context.settings, now: context.clock() });
  const isRead = trail !== undefined && (await watchTrail(context, deps, { place, trail }));
  if (sources === 'auto' && !(isRead && trail.hasInsights)) await watchInsights(context, deps, { place, trails });
  if (isRead) return;
  if (!trail && sources === 's3') await noteNoTrail(context, place);
  if (sources === 'auto' && !isNew) await watchPlace(context, deps, place);
}

/**
 * One that has been logging for a while before one that was just started. Where log files are the only source, also one that was
 * stopped a while ago: its last files are still to come.
 */
function trailToRead(trails: readonly FoundTrail[], { region, settings, now }: { region: string; settings: WatchSettings; now: Date }): FoundTrail | undefined {
  const recentMs = now.getTime() - durationMs(settings.lookBack);
  const covering = trails.filter((one) => covers(one, region));
  const stopped = trails.find((one) => !one.isLogging && (one.stoppedAt?.getTime() ?? 0) > recentMs && covers({ ...one, isLogging: true }, region));
  return covering.find(({ startedAt }) => (startedAt?.getTime() ?? 0) < recentMs) ?? covering[0] ?? (settings.sources === 's3' ? stopped : undefined);
}

/** Where log files are the only source and none come, nobody sees what happens. */
async function noteNoTrail(context: WatchContext, { account: { accountId }, region }: WatchedPlace): Promise<void> {
  const because = `No trail that is logging delivers all that happens in ${region} of account ${accountId}`;
  const now = context.clock();
  context.log('warn', because);
  await noteTrouble(context, await meetPlace(context.store.db, { accountId, region }, now), { because, now });
}

function regionsOf(account: Account, { regions }: WatchSettings): string[] {
  return regions.length === 0 ? account.regions : account.regions.filter((region) => regions.includes(region));
}
