import type { Activity } from '../../core/activity.ts';
import type { CoverageNews, CoverageSpan } from '../../watch/activity/coverage/keep-coverage.ts';
import type { Delivery } from '../../watch/activity/sources/delivery.ts';
import type { RecentIds } from './recent-ids.ts';

export interface CoveringDelivery {
  readonly delivery: Delivery;
  readonly covers?: { readonly accountId: string; readonly region: string; readonly spans: readonly CoverageSpan[] } | undefined;
  readonly activities: readonly Activity[];
  /** It happened before the place was watched: that it comes only now is no delay. */
  readonly isHistory?: boolean | undefined;
}

interface GrowingNews extends CoverageNews {
  readonly spans: CoverageSpan[];
  readonly arrivals: { atMs: number; lagMs: number }[];
}

/** What deliveries tell the ledger: what was read of their places, and how late their events were. In one order, so that two writers cannot wait for each other. */
export function coverageNews(deliveries: readonly CoveringDelivery[], measured: RecentIds): CoverageNews[] {
  const news = new Map<string, GrowingNews>();
  const of = (accountId: string, region: string, source: Delivery['kind']) => {
    const key = `${accountId}/${region}/${source}`;
    const known = news.get(key) ?? { accountId, region, source, spans: [], arrivals: [] };
    news.set(key, known);
    return known;
  };
  for (const { delivery, covers, activities, isHistory = false } of deliveries) {
    if (covers) of(covers.accountId, covers.region, delivery.kind).spans.push(...covers.spans);
    // Nobody knows when a file could first be read.
    if (isHistory || delivery.kind === 'file') continue;
    for (const { accountId, region, eventId, at } of activities) {
      if (!isPlaceName(accountId, region) || !measured.add(eventId)) continue;
      const atMs = Date.parse(at);
      of(accountId, region, delivery.kind).arrivals.push({ atMs, lagMs: delivery.deliveredAt.getTime() - atMs });
    }
  }
  return [...news.entries()]
    .filter(([, { spans, arrivals }]) => spans.length + arrivals.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, one]) => one);
}

/** Records may name anything; the ledger has rows for places only. */
function isPlaceName(accountId: string, region: string): boolean {
  return /^\d{12}$/.test(accountId) && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region);
}
