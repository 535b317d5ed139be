import { durationMs } from '../../core/duration.ts';
import type { FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import { lookupInsights } from '../../watch/activity/sources/lookup-insights.ts';
import { tellsInsights } from '../../watch/activity/sources/tells-insights.ts';
import type { IngestDeps } from './ingest-batch.ts';
import { ingestDelivery } from './ingest-delivery.ts';
import { countIngested, type WatchContext, type WatchedPlace } from './watch-place.ts';

/** They come up to half an hour after what they tell of, so that asking more often only takes calls from LookupEvents' own budget. */
const everyMs = 5 * 60_000;
const lateMs = 45 * 60_000;

/** Asks LookupEvents what CloudTrail Insights noticed, where a trail has Insights and its files are not read. */
export async function watchInsights(context: WatchContext, deps: IngestDeps, { place: { account, region }, trails }: { place: WatchedPlace; trails: readonly FoundTrail[] }): Promise<void> {
  if (!trails.some((trail) => tellsInsights(trail, region))) return;
  const { settings, clock, checkpoints } = context;
  const key = `insights/${account.accountId}/${region}`;
  const kept = await checkpoints.get(key);
  const now = clock();
  const readTo = kept === undefined ? now.getTime() - durationMs(settings.firstLookback) : Date.parse(kept);
  if (kept !== undefined && now.getTime() - readTo < everyMs) return;
  const session = context.aws(account, region);
  const looked = await session.orGap(async () => {
    const delivery = await lookupInsights(session, { from: new Date(readTo - lateMs), to: now, clock });
    const raisesFrom = new Date(now.getTime() - durationMs(settings.raiseFor));
    countIngested(context, await ingestDelivery(deps, { delivery, isSimulated: account.isSimulated, raisesFrom, commit: (db) => checkpoints.setIn(db, key, now.toISOString()) }), delivery.origin);
  });
  if (!looked.ok) context.gap(looked.gap);
}
