import { objectsToRetry, releaseQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import { objectOfOrigin } from '../../watch/activity/sources/trail-objects.ts';
import type { IngestDeps } from './ingest-batch.ts';
import type { WatchContext } from './watch-place.ts';
import { ingestObject } from './watch-trail.ts';

/** Reads again what people asked for. What cannot be read this time either comes back with its new reason. */
export async function retryQuarantined(context: WatchContext, deps: IngestDeps): Promise<void> {
  const asked = await objectsToRetry(context.store, context.accounts.map(({ accountId }) => accountId));
  for (const { origin, accountId, region } of asked) {
    const object = objectOfOrigin(origin);
    const account = context.accounts.find((one) => one.accountId === accountId) ?? context.accounts[0];
    if (!object || !account) continue;
    const session = context.aws(account, region ?? account.defaultRegion);
    await releaseQuarantined(context.store.db, [origin]);
    const looked = await session.orGap(() => ingestObject(context, deps, { session, object: { ...object, version: '', deliveredAt: null } }));
    context.count('retried', 1);
    if (!looked.ok) context.gap(looked.gap);
  }
}
