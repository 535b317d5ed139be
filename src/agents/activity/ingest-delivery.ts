import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import { readInsights } from '../../watch/activity/sources/read-insights.ts';
import { keepQuarantined, releaseQuarantined } from '../../watch/activity/coverage/quarantine.ts';
import { recordFindings } from '../../respond/findings/record-findings.ts';
import { ingestBatch, unreadableOf, type BatchAbout, type IngestDeps, type Ingested, type ReadDelivery } from './ingest-batch.ts';

export interface IngestOrder extends BatchAbout, Omit<ReadDelivery, 'delivery' | 'records' | 'unread'> {
  readonly delivery: Delivery;
}

/** Reads, judges and keeps one delivery. */
export async function ingestDelivery(deps: IngestDeps, order: IngestOrder): Promise<Ingested> {
  if (order.delivery.kind === 'insights') return ingestInsights(deps, order);
  return ingestBatch(deps, [readDelivery(deps, order)], order);
}

export function readDelivery({ reader }: Pick<IngestDeps, 'reader'>, { delivery, isWhole, isHistory, covers, commit }: Omit<ReadDelivery, 'records' | 'unread'>): ReadDelivery {
  reader.feed(delivery.bytes);
  reader.end();
  // What it was read from is not needed while it waits to be stored.
  return { delivery: { ...delivery, bytes: new Uint8Array() }, ...(isWhole === undefined ? {} : { isWhole }), isHistory, covers, commit, ...reader.take() };
}

/** They are no activity, and say what CloudTrail itself noticed. */
async function ingestInsights(deps: IngestDeps, { delivery, isSimulated, raisesFrom, commit }: IngestOrder): Promise<Ingested> {
  const { drafts, unread } = readInsights(delivery, { isSimulated });
  const raising = drafts.filter(({ lastSeenAt }) => lastSeenAt >= (raisesFrom?.toISOString() ?? ''));
  const { added, changed } = await recordFindings(deps, raising);
  await deps.store.db.transaction(async (db) => {
    if (unread.length === 0) await releaseQuarantined(db, [delivery.origin]);
    await keepQuarantined(db, unread.map((one) => unreadableOf(one, delivery)), deps.clock());
    await commit?.(db);
  });
  return { records: drafts.length, matches: raising.length, findings: added + changed, kept: 0, repeated: 0, unread };
}
