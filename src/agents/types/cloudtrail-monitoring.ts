import { forEachLimited } from '../../core/for-each-limited.ts';
import { verifyTrailActions } from '../../watch/activity/integrity/trail-folder-s3.ts';
import { findTrailsActions } from '../../watch/activity/sources/find-trails.ts';
import { lookupEventsActions } from '../../watch/activity/sources/lookup-events.ts';
import { trailObjectsActions } from '../../watch/activity/sources/trail-objects.ts';
import { forgetCorrelated } from '../activity/count-correlated.ts';
import type { IngestDeps } from '../activity/ingest-batch.ts';
import { followTraces } from '../activity/follow-traces.ts';
import { ingestDepsOf } from '../activity/ingest-deps.ts';
import { listenToQueue, queueActions } from '../activity/listen-to-queue.ts';
import { verifyTrails } from '../activity/verify-trails.ts';
import { retryQuarantined } from '../activity/retry-quarantined.ts';
import { backfillPlaces, watchPlaces } from '../activity/watch-places.ts';
import type { WatchContext } from '../activity/watch-place.ts';
import { watchSettings } from '../activity/watch-settings.ts';
import { defineAgentType } from '../runtime/agent-type.ts';

export default defineAgentType({
  title: 'CloudTrail monitoring',
  about: "Reads what happened, judges it with every rule, keeps it, verifies that trails' files are what CloudTrail delivered, and tells when a place is not seen any more.",
  settings: watchSettings,
  every: '45s',
  iamActions: [...new Set([...lookupEventsActions, ...findTrailsActions, ...trailObjectsActions, ...verifyTrailActions, ...queueActions])],
  async run(context) {
    const { settings } = context;
    const deps = ingestDepsOf(context);
    const queues = settings.sources === 'auto' || settings.sources === 'sqs' ? settings.queues : [];
    await retryQuarantined(context, deps);
    // Queues are listened to all the while, so that an event is told within seconds.
    let isWatching = true;
    const watch = async () => {
      await watchThenLookBack(context, deps).finally(() => (isWatching = false));
    };
    const works = [watch, ...queues.map((queueUrl) => () => listenToQueue(context, deps, { queueUrl, isBusy: () => isWatching }))];
    await forEachLimited(works, works.length, (work) => work());
    context.count('traced', await followTraces(context));
    await forgetCorrelated(deps);
    await deps.links.forget();
    await deps.behaviour?.forget();
  },
});

/** What is new comes first. */
async function watchThenLookBack(context: WatchContext, deps: IngestDeps): Promise<void> {
  await watchPlaces(context, deps);
  const works = [() => backfillPlaces(context, deps), () => verifyTrails(context)];
  await forEachLimited(works, works.length, (work) => work());
}
