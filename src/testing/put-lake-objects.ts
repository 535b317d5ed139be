import type { SimAccount } from '../sim/world/world.ts';

/** How large each object is. */
export const lakeObjectBytes = 20_000_000;

/** Puts a copy of a lake into a bucket of a simulated account: three days of that account, a file each. */
export function putLakeObjects(owner: SimAccount): void {
  const body = new Uint8Array(lakeObjectBytes);
  const objects = ['2026-11-19', '2026-11-20', '2026-11-21'].map((date) => {
    const key = `lake/activity/account=${owner.id}/region=us-east-1/date=${date}/a.parquet`;
    return [key, { key, body, contentType: 'application/octet-stream', etag: 'x', modifiedAt: new Date() }] as const;
  });
  owner.buckets.set('lake-bucket', { name: 'lake-bucket', region: 'us-east-1', createdAt: new Date(), tags: new Map(), trails: [], deleted: new Set(), objects: new Map(objects) });
}
