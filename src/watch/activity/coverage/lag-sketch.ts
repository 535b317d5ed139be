/** How many events took how long, in buckets that grow by an eighth: enough for percentiles, small enough for a row. */
export type LagSketch = Readonly<Record<string, number>>;

const growth = 1.125;

export function sketchLags(lagsMs: Iterable<number>): LagSketch {
  const counts: Record<string, number> = {};
  for (const lagMs of lagsMs) {
    const bucket = Math.ceil(Math.log(Math.max(1, lagMs / 1_000)) / Math.log(growth));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

export function mergedSketches(a: LagSketch, b: LagSketch): LagSketch {
  const merged: Record<string, number> = { ...a };
  for (const [bucket, count] of Object.entries(b)) merged[bucket] = (merged[bucket] ?? 0) + count;
  return merged;
}

export function eventsIn(sketch: LagSketch): number {
  return Object.values(sketch).reduce((sum, count) => sum + count, 0);
}

/** In seconds, an eighth too long at most; null when nothing was measured. */
export function lagPercentile(sketch: LagSketch, share: number): number | null {
  const wanted = eventsIn(sketch) * share;
  if (wanted === 0) return null;
  let seen = 0;
  const buckets = Object.entries(sketch).map(([bucket, count]) => ({ bucket: Number(bucket), count })).sort((a, b) => a.bucket - b.bucket);
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen >= wanted) return Math.round(growth ** bucket * 10) / 10;
  }
  return null;
}
