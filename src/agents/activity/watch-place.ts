import type { AwsSession } from '../../base/aws/door.ts';
import type { Account } from '../../core/account.ts';
import { durationMs } from '../../core/duration.ts';
import { changePlace, meetPlace, seePlace, type PlaceRow } from '../../watch/activity/coverage/keep-place.ts';
import { keepCoverage, readSpans } from '../../watch/activity/coverage/keep-coverage.ts';
import { lookupEvents, type LookupSlice } from '../../watch/activity/sources/lookup-events.ts';
import type { RunContext } from '../runtime/agent-type.ts';
import type { IngestDeps, Ingested } from './ingest-batch.ts';
import { ingestDelivery, type IngestOrder } from './ingest-delivery.ts';
import type { WatchSettings } from './watch-settings.ts';

export type WatchContext = RunContext<WatchSettings>;

export interface WatchedPlace {
  readonly account: Account;
  readonly region: string;
}

/** LookupEvents tells of an event this long after it happened at the latest, most of the time. */
export const lookupDelayMs = 15 * 60_000;
const dayMs = 86_400_000;

/**
 * Brings one account and region up to now. The newest comes first where nothing was read before; what is older is left
 * to `backfillPlace`. After an absence it goes on from where it was, oldest first, so that each step can be remembered.
 */
export async function watchPlace(context: WatchContext, deps: IngestDeps, { account, region }: WatchedPlace): Promise<void> {
  const { settings, clock, store } = context;
  const place = { accountId: account.accountId, region };
  const row = await meetPlace(store.db, place, clock());
  const now = clock();
  const session = context.aws(account, region);
  const looked = await session.orGap(async () => {
    const readTo = await context.checkpoints.get(liveKey(place));
    if (readTo === undefined) await readFirst(context, deps, { session, now });
    else {
      // Another source may have read further.
      const seenTo = Math.max(Date.parse(readTo), row.seenTo?.getTime() ?? 0);
      await readOn(context, deps, { session, now, from: new Date(seenTo - durationMs(settings.overlap)) });
    }
  });
  context.count('regions', 1);
  if (looked.ok) return;
  context.gap(looked.gap);
  await noteTrouble(context, row, { because: looked.gap.because, now });
}

/** Reads some of what was before the account was connected, newest first, within a share of the calls that a place may take. */
export async function backfillPlace(context: WatchContext, deps: IngestDeps, { account, region }: WatchedPlace): Promise<void> {
  const { settings, clock, store } = context;
  const place = { accountId: account.accountId, region };
  const row = await meetPlace(store.db, place, clock());
  const { backfillFrom, backfillDoneTo } = row;
  if (!backfillFrom || !backfillDoneTo || backfillDoneTo <= backfillFrom || settings.backfillPages === 0) return;
  const session = context.aws(account, region);
  const looked = await session.orGap(async () => {
    const slices = lookupEvents(session, { from: backfillFrom, to: backfillDoneTo, clock, mostPages: settings.backfillPages });
    let doneTo = backfillDoneTo;
    for await (const slice of slices) {
      await ingestSlice(context, deps, {
        slice,
        isHistory: true,
        covers: { from: slice.doneDownTo, to: doneTo },
        commit: (db) => changePlace(db, place, { backfillDoneTo: slice.doneDownTo }),
      });
      doneTo = slice.doneDownTo;
    }
  });
  if (!looked.ok) context.gap(looked.gap);
}

export function liveKey({ accountId, region }: { accountId: string; region: string }): string {
  return `lookup-events/${accountId}/${region}`;
}

interface Reading {
  readonly session: AwsSession;
  readonly now: Date;
}

/** The newest first: the checkpoint is set with the first part, and what is left is back-filled from there. */
async function readFirst(context: WatchContext, deps: IngestDeps, { session, now }: Reading): Promise<void> {
  const { settings, clock } = context;
  const place = { accountId: session.account.accountId, region: session.region };
  const from = new Date(now.getTime() - durationMs(settings.firstLookback));
  const backfillFrom = new Date(Math.min(from.getTime(), now.getTime() - durationMs(settings.backfill)));
  let doneTo = now;
  for await (const slice of lookupEvents(session, { from, to: now, clock })) {
    await ingestSlice(context, deps, {
      slice,
      isHistory: true,
      covers: { from: slice.doneDownTo, to: doneTo },
      async commit(db) {
        await context.checkpoints.setIn(db, liveKey(place), now.toISOString());
        await seePlace(db, place, { seenTo: new Date(now.getTime() - lookupDelayMs), source: 'lookup-events' });
        await changePlace(db, place, { backfillFrom, backfillTo: now, backfillDoneTo: slice.doneDownTo });
      },
    });
    doneTo = slice.doneDownTo;
  }
}

async function readOn(context: WatchContext, deps: IngestDeps, { session, now, from }: Reading & { from: Date }): Promise<void> {
  const place = { accountId: session.account.accountId, region: session.region };
  const lengthMs = durationMs(context.settings.slice);
  for (let start = from.getTime(); start < now.getTime(); start += lengthMs) {
    const to = new Date(Math.min(start + lengthMs, now.getTime()));
    for await (const slice of lookupEvents(session, { from: new Date(start), to, clock: context.clock })) {
      const isLast = slice.doneDownTo.getTime() === start;
      await ingestSlice(context, deps, {
        slice,
        ...(isLast ? { covers: { from: new Date(start), to } } : {}),
        async commit(db) {
          if (!isLast) return;
          await context.checkpoints.setIn(db, liveKey(place), to.toISOString());
          await seePlace(db, place, { seenTo: new Date(to.getTime() - (to < now ? 0 : lookupDelayMs)), source: 'lookup-events' });
        },
      });
    }
  }
}

interface SliceOrder {
  readonly slice: LookupSlice;
  readonly isHistory?: boolean;
  readonly covers?: { readonly from: Date; readonly to: Date };
  readonly commit: NonNullable<IngestOrder['commit']>;
}

async function ingestSlice(context: WatchContext, deps: IngestDeps, { slice, isHistory, covers, commit }: SliceOrder): Promise<void> {
  const { accounts, clock, settings } = context;
  const { accountId, region } = slice.delivery;
  const readAt = clock();
  // What is younger may still be missing from the answer.
  const sureTo = new Date(Math.min(covers?.to.getTime() ?? 0, readAt.getTime() - lookupDelayMs));
  const spans = covers && covers.from < sureTo ? readSpans({ from: covers.from, to: sureTo, readAt, deadlineMs: durationMs(settings.blindAfter) }) : [];
  const ingested = await ingestDelivery(deps, {
    delivery: slice.delivery,
    isSimulated: accounts.find((account) => account.accountId === accountId)?.isSimulated ?? false,
    raisesFrom: new Date(readAt.getTime() - durationMs(settings.raiseFor)),
    ...(accountId !== null && region !== null ? { covers: { accountId, region, spans } } : {}),
    isHistory,
    commit,
  });
  countIngested(context, ingested, slice.delivery.origin);
}

export function countIngested(context: WatchContext, { records, matches, findings, kept, unread }: Ingested, origin: string): void {
  context.count('events', records);
  context.count('kept', kept);
  context.count('matches', matches);
  context.count('findings', findings);
  if (unread.length === 0) return;
  context.count('quarantined', unread.length);
  context.log('warn', `${unread.length} records of ${origin} could not be read: ${unread[0]?.because ?? ''}`);
}

/** Refused or failed: the minutes since it was seen last are known to be missing, until they are read after all. */
export async function noteTrouble({ store }: WatchContext, row: PlaceRow, { because, now }: { because: string; now: Date }): Promise<void> {
  const from = new Date(Math.max((row.seenTo ?? row.since).getTime(), now.getTime() - dayMs));
  const { accountId, region } = row;
  await store.db.transaction(async (db) => {
    await changePlace(db, { accountId, region }, { trouble: because });
    if (from < now) await keepCoverage(db, { accountId, region, source: 'lookup-events', spans: [{ from, to: now, state: 'missing' }], arrivals: [] });
  });
}
