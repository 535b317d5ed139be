import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import { noteRetried, objectsToRetry } from '../../watch/activity/coverage/quarantine.ts';
import { objectOfOrigin } from '../../watch/activity/sources/trail-objects.ts';
import type { IngestDeps } from './ingest-batch.ts';
import type { WatchContext } from './watch-place.ts';
import { ingestObject, sessionFor, trailsOf } from './watch-trail.ts';

/** Reads again what people asked for. What cannot be read this time either stays in quarantine. */
export async function retryQuarantined(context: WatchContext, deps: IngestDeps): Promise<void> {
  const asked = await objectsToRetry(context.store, context.accounts.map(({ accountId }) => accountId));
  for (const { origin, accountId, region } of asked) {
    const object = objectOfOrigin(origin);
    const account = context.accounts.find((one) => one.accountId === accountId) ?? context.accounts[0];
    if (!object || !account) continue;
    const session = await sessionOf(context, { account, region: region ?? account.defaultRegion, bucket: object.bucket });
    const since = context.clock();
    const looked = await session.orGap(() => ingestObject(context, deps, { session, object: { ...object, version: '', deliveredAt: null } }));
    context.count('retried', 1);
    if (!looked.ok) context.gap(looked.gap);
    await noteRetried(context.store.db, origin, { since, wasRead: looked.ok });
  }
}

/** The bucket may be another account's than the one whose events are in it. */
async function sessionOf(context: WatchContext, { account, region, bucket }: { account: Account; region: string; bucket: string }): Promise<AwsSession> {
  const trail = (await trailsOf(context, { account, region })).find((one) => one.bucket === bucket);
  return trail ? sessionFor(context, { account, region }, trail) : context.aws(account, region);
}
