/** The rates at which AWS itself throttles, per account and region; everything else is not limited here. */
const perSecond: Readonly<Record<string, number>> = { 'cloudtrail:LookupEvents': 2 };

/** Answers whether a call comes too fast. A quiet second earns one second's worth of calls. */
export function openCallRates(): (place: { action: string; accountId: string; region: string; now: Date }) => boolean {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return ({ action, accountId, region, now }) => {
    const rate = perSecond[action];
    if (rate === undefined) return false;
    const key = `${action}|${accountId}|${region}`;
    const at = now.getTime();
    const bucket = buckets.get(key) ?? { tokens: rate, at };
    bucket.tokens = Math.min(rate, bucket.tokens + (Math.max(0, at - bucket.at) * rate) / 1_000);
    bucket.at = at;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return true;
    bucket.tokens -= 1;
    return false;
  };
}
