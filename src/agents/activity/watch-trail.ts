import { z } from 'zod';
import { CallFailure } from '../../base/aws/call-failure.ts';
import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import { forEachLimited } from '../../core/for-each-limited.ts';
import { limitConcurrency } from '../../core/limit-concurrency.ts';
import { doneAmong, forgetDone, markDone, type DoneDelivery } from '../../watch/activity/coverage/done-deliveries.ts';
import { keepCoverage, readSpans } from '../../watch/activity/coverage/keep-coverage.ts';
import { changePlace, meetPlace, seePlace } from '../../watch/activity/coverage/keep-place.ts';
import { keepQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import { within, without } from '../../watch/activity/coverage/spans.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { findOrganizations } from '../../watch/activity/integrity/list-folders.ts';
import { findTrails, type FoundTrail } from '../../watch/activity/sources/find-trails.ts';
import { BadObject } from '../../watch/activity/sources/inflate-object.ts';
import { listTrailObjects, originOf, placeOfKey, readTrailObject, type TrailObject } from '../../watch/activity/sources/trail-objects.ts';
import type { BatchAbout, IngestDeps } from './ingest-batch.ts';
import { ingestDelivery, readDelivery } from './ingest-delivery.ts';
import { openBatches } from './open-batches.ts';
import { stopsOf } from './trail-stops.ts';
import { countIngested, noteTrouble, type WatchContext, type WatchedPlace } from './watch-place.ts';

/** CloudTrail says that files come within five minutes, and does not promise it. */
export const trailDelayMs = 15 * 60_000;
const objectsAtOnce = 4;
/** Of all places together: what is read waits in memory until it is stored. */
const inTurn = limitConcurrency(4);
const dayMs = 86_400_000;
const lookAgainMs = 10 * 60_000;

const trailSchema = z.object({
  name: z.string(),
  arn: z.string(),
  bucket: z.string(),
  prefix: z.string(),
  homeRegion: z.string(),
  isMultiRegion: z.boolean(),
  isOrganization: z.boolean(),
  hasInsights: z.boolean(),
  isLogging: z.boolean(),
  startedAt: z.coerce.date().nullable(),
  stoppedAt: z.coerce.date().nullable(),
  isValidated: z.boolean(),
  digestError: z.string().nullable(),
  isComplete: z.boolean(),
});
const rememberedSchema = z.object({ at: z.coerce.date(), trails: z.array(trailSchema) });

/** The trails of an account as they were some minutes ago at most. Where they may not be looked at, there is a gap and none. */
export async function trailsOf(context: WatchContext, { account, region }: WatchedPlace): Promise<FoundTrail[]> {
  const now = context.clock();
  const key = `trails/${account.accountId}`;
  const kept = await context.checkpoints.get(key);
  const remembered = kept === undefined ? undefined : rememberedSchema.safeParse(JSON.parse(kept)).data;
  if (remembered && now.getTime() - remembered.at.getTime() < lookAgainMs) return remembered.trails;
  const session = context.aws(account, account.regions.includes(account.defaultRegion) ? account.defaultRegion : region);
  const looked = await session.orGap(() => findTrails(session));
  if (!looked.ok) {
    context.gap(looked.gap);
    return [];
  }
  await context.checkpoints.set(key, JSON.stringify({ at: now, trails: looked.value }));
  return looked.value;
}

/** Reads the log files of one account and region that were not read yet. False when the bucket could not be read: another source has to do. */
export async function watchTrail(context: WatchContext, deps: IngestDeps, { place: watched, trail }: { place: WatchedPlace; trail: FoundTrail }): Promise<boolean> {
  const { clock, settings, store } = context;
  const { account, region } = watched;
  const place = { accountId: account.accountId, region };
  const row = await meetPlace(store.db, place, clock());
  const key = `s3/${place.accountId}/${region}`;
  const now = clock();
  const kept = await context.checkpoints.get(key);
  const earliest = now.getTime() - Math.max(durationMs(settings.firstLookback), settings.sources === 'auto' ? dayMs : 90 * dayMs);
  const before = kept === undefined ? new Date(now.getTime() - durationMs(settings.firstLookback)) : new Date(Math.max(earliest, Date.parse(kept)));
  const after = new Date(before.getTime() - durationMs(settings.lookBack));
  const session = sessionFor(context, watched, trail);
  let listedAny = false;
  const refused: CallFailure[] = [];
  const looked = await session.orGap(async () => {
    for (const organization of await organizationsOf(context, { session, trail, account })) {
      const from = { bucket: trail.bucket, prefix: trail.prefix, organization, ...place };
      for await (const listed of listTrailObjects(session, from, { after, until: now })) {
        listedAny ||= listed.length > 0;
        refused.push(...(await inTurn(() => ingestNew(context, deps, { session, listed }))));
      }
      if (!trail.hasInsights) continue;
      for await (const listed of listTrailObjects(session, { ...from, isInsight: true }, { after, until: now })) refused.push(...(await inTurn(() => ingestNew(context, deps, { session, listed }))));
    }
    // What could be read is kept; that something could not is a gap, and it is asked for again.
    if (refused[0]) throw refused[0];
  });
  context.count('regions', 1);
  if (!looked.ok) {
    context.gap(looked.gap);
    await noteTrouble(context, row, { because: looked.gap.because, now });
    return false;
  }
  // A trail may say that it delivers and not do so; where nothing came, another source has to vouch for the silence.
  if (!listedAny && settings.sources === 'auto') return false;
  const seenTo = new Date(now.getTime() - trailDelayMs);
  const seenFrom = new Date(Math.min(seenTo.getTime(), before.getTime() - trailDelayMs));
  const stops = await stopsOf(context, trail, { from: seenFrom, to: now });
  // What happened while the trail was off is in no file: LookupEvents has it.
  if (settings.sources === 'auto' && stops.some(({ to }) => to === null || to > (row.seenTo ?? seenFrom))) return false;
  const spans = [
    ...readSpans({ from: seenFrom, to: seenTo, readAt: now, deadlineMs: trailDelayMs + durationMs(settings.blindAfter) }).flatMap(({ state, ...span }) => without(span, stops).map((part) => ({ ...part, state }))),
    ...within({ from: seenFrom, to: now }, stops).map((span) => ({ ...span, state: 'missing' as const })),
  ];
  const off = stops.find(({ to }) => to === null);
  await store.db.transaction(async (db) => {
    await keepCoverage(db, { ...place, source: 's3', spans, arrivals: [] });
    await seePlace(db, place, { seenTo: off && off.from < seenTo ? off.from : seenTo, source: 's3' });
    if (off) await changePlace(db, place, { trouble: `The trail ${trail.name} is not logging since ${off.from.toISOString()}` });
    await context.checkpoints.setIn(db, key, now.toISOString());
    await forgetDone(db, 's3', new Date(now.getTime() - durationMs(settings.lookBack) - 7 * 86_400_000));
  });
  return true;
}

/** The folders in the bucket under which a trail of an organisation delivers: one, as a rule, and none before its first file. */
async function organizationsOf({ checkpoints }: WatchContext, { session, trail, account }: { session: AwsSession; trail: FoundTrail; account: Account }): Promise<string[]> {
  if (!trail.isOrganization) return [''];
  if (account.organizationId !== null) return [`${account.organizationId}/`];
  const key = `organizations/${trail.arn}`;
  const kept = await checkpoints.get(key);
  if (kept !== undefined) return z.array(z.string()).parse(JSON.parse(kept));
  const found = await findOrganizations(session, trail);
  if (found.length > 0) await checkpoints.set(key, JSON.stringify(found));
  return found;
}

/** Returns what S3 did not give out. */
async function ingestNew(context: WatchContext, deps: IngestDeps, { session, listed }: { session: AwsSession; listed: readonly TrailObject[] }): Promise<CallFailure[]> {
  const named = listed.map((object) => ({ ...object, origin: originOf(object.bucket, object.key) }));
  const done = await doneAmong(context.store.db, named);
  const fresh = named.filter(({ origin }) => !done.has(origin));
  const [first] = fresh;
  if (!first) return [];
  // All of a listing are of one account.
  const batches = openBatches(deps, aboutOf(context, { session, object: first }), (ingested, parts) => {
    context.count('objects', parts.length);
    countIngested(context, ingested, parts.length === 1 ? first.origin : `${parts.length} objects such as ${first.origin}`);
  });
  const refused: CallFailure[] = [];
  try {
    await forEachLimited(fresh, objectsAtOnce, async (object) => {
      const delivery = await readOrQuarantine(context, { session, object }).catch((error: unknown) => {
        if (!isOfOneObject(error)) throw error;
        refused.push(error);
        return null;
      });
      if (!delivery) return;
      if (delivery.kind === 'insights') await ingestOne(context, deps, { session, object, delivery });
      else await batches.add(readDelivery(deps, { delivery, commit: (db) => markDone(db, doneOf(object), context.clock()) }));
    });
  } finally {
    await batches.end();
  }
  return refused;
}

/** Refused for itself, as one that is archived or whose key is gone: the others may still be read. */
function isOfOneObject(error: unknown): error is CallFailure {
  return error instanceof CallFailure && (error.gap.reason === 'service-error' || error.gap.reason === 'access-denied');
}

interface OneObject {
  readonly session: AwsSession;
  readonly object: TrailObject;
}

/** One object, once. One that stays unreadable goes to quarantine, and what comes after it goes on. */
export async function ingestObject(context: WatchContext, deps: IngestDeps, one: OneObject): Promise<void> {
  const delivery = await readOrQuarantine(context, one);
  if (delivery) await ingestOne(context, deps, { ...one, delivery });
}

async function ingestOne(context: WatchContext, deps: IngestDeps, { delivery, ...one }: OneObject & { delivery: Delivery }): Promise<void> {
  const ingested = await ingestDelivery(deps, { delivery, ...aboutOf(context, one), commit: (db) => markDone(db, doneOf(one.object), context.clock()) });
  context.count('objects', 1);
  countIngested(context, ingested, delivery.origin);
}

async function readOrQuarantine({ clock, store, count, log }: WatchContext, { session, object }: OneObject): Promise<Delivery | null> {
  try {
    return await readTrailObject(session, object, { clock });
  } catch (error) {
    if (!(error instanceof BadObject)) throw error;
    const origin = originOf(object.bucket, object.key);
    await store.db.transaction(async (db) => {
      await keepQuarantined(db, [{ origin, source: 's3', what: 'object', reason: error.message, excerpt: '', ...placeOfKey(object.key) }], clock());
      await markDone(db, doneOf(object), clock());
    });
    count('quarantined', 1);
    log('warn', `${origin} is in quarantine: ${error.message}`);
    return null;
  }
}

function aboutOf({ accounts, clock, settings }: WatchContext, { session, object }: OneObject): BatchAbout {
  const { accountId } = placeOfKey(object.key);
  return {
    isSimulated: accounts.find((account) => account.accountId === accountId)?.isSimulated ?? session.account.isSimulated,
    raisesFrom: new Date(clock().getTime() - durationMs(settings.raiseFor)),
  };
}

function doneOf({ bucket, key, version }: TrailObject): DoneDelivery {
  return { origin: originOf(bucket, key), source: 's3', version };
}

/** An organisation's trail delivers to the account that owns it, which may be connected as well. */
export function sessionFor(context: WatchContext, { account }: WatchedPlace, trail: Pick<FoundTrail, 'arn' | 'homeRegion'>): AwsSession {
  const owner = context.accounts.find(({ accountId }) => trail.arn.includes(`:${accountId}:`)) ?? account;
  return context.aws(owner, trail.homeRegion);
}
