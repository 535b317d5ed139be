import type { ObjectHead } from '../delivery/open-trail-files.ts';
import type { SimBucket, SimObject, World } from '../world/world.ts';

/** An object of a bucket, whether somebody put it there or a trail delivered it. */
export function objectIn({ trailFiles }: Pick<World, 'trailFiles'>, bucket: SimBucket, key: string): SimObject | undefined {
  return bucket.objects.get(key) ?? (bucket.deleted.has(key) ? undefined : trailFiles.get(bucket, key));
}

/** Objects in the order of their keys, from the first after one. */
export function* objectsIn({ trailFiles }: Pick<World, 'trailFiles'>, bucket: SimBucket, where: { prefix: string; after: string }): Generator<ObjectHead> {
  const put = [...bucket.objects.values()].filter(({ key }) => key.startsWith(where.prefix) && key > where.after).sort((a, b) => (a.key < b.key ? -1 : 1));
  let at = 0;
  for (const head of trailFiles.list(bucket, where)) {
    for (let object = put[at]; object !== undefined && object.key <= head.key; object = put[(at += 1)]) yield headOf(object);
    // A file that was put in the place of a delivered one stands for it.
    if (!bucket.deleted.has(head.key) && !bucket.objects.has(head.key)) yield head;
  }
  for (const object of put.slice(at)) yield headOf(object);
}

function headOf({ key, body, etag, modifiedAt }: SimObject): ObjectHead {
  return { key, size: body.byteLength, etag, modifiedAt };
}
