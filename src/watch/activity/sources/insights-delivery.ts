import type { Delivery } from './delivery.ts';

/** Insights events that came one by one, as the file that a trail would have put them into. */
export function insightsDelivery(texts: readonly string[], about: Omit<Delivery, 'kind' | 'bytes'>): Delivery {
  return { ...about, kind: 'insights', bytes: Buffer.from(`{"Records":[${texts.join(',')}]}`) };
}
