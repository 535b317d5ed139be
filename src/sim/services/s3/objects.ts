import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AwsRefusal } from '../../aws-refusal.ts';
import { bucketArn, findBucket, objectArn } from '../../buckets/find-bucket.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { bytesAsStream } from '../../bytes-as-stream.ts';
import { notifyCreated } from '../../buckets/notify-created.ts';
import { objectIn, objectsIn } from '../../buckets/objects-in.ts';
import type { ObjectHead } from '../../delivery/open-trail-files.ts';
import type { SimObject } from '../../world/world.ts';

/** Others get their turn in between: what trails deliver is made as it is listed. */
const headsPerTurn = 50;

export default defineHandlers('s3', {
  PutObject: {
    resource: objectArn,
    isData: true,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const body = bytesOf(input.Body);
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const { Key: key = '', ContentType: contentType = 'application/octet-stream', ContentEncoding: contentEncoding, Metadata: metadata } = input;
      bucket.objects.set(key, { key, body, contentType, ...(contentEncoding ? { contentEncoding } : {}), ...(metadata ? { metadata } : {}), etag, modifiedAt: context.now });
      notifyCreated(context.world, bucket, { object: { key, size: body.byteLength, etag, modifiedAt: context.now }, now: context.now });
      return { ETag: etag };
    },
  },
  GetObject: {
    resource: objectArn,
    isData: true,
    run(input, context) {
      const object = findObject(context, input);
      return input.Range === undefined ? { ...describe(object), Body: bytesAsStream(object.body) } : partOf(object, input.Range);
    },
  },
  HeadObject: { resource: objectArn, isData: true, run: (input, context) => describe(findObject(context, input)) },
  DeleteObject: {
    resource: objectArn,
    isData: true,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const key = input.Key ?? '';
      bucket.objects.delete(key);
      if (context.world.trailFiles.get(bucket, key)) bucket.deleted.add(key);
      return {};
    },
  },
  ListObjectsV2: {
    resource: bucketArn,
    isData: true,
    async run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const prefix = input.Prefix ?? '';
      const after = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : Buffer.from(input.ContinuationToken, 'base64').toString('utf8');
      const size = Math.min(input.MaxKeys ?? 1_000, 1_000);
      const contents: ObjectHead[] = [];
      const folders = new Set<string>();
      let last: string | undefined;
      let isTruncated = false;
      let from = after;
      listing: while (true) {
        for (const head of objectsIn(context.world, bucket, { prefix, after: from })) {
          context.signal.throwIfAborted();
          const folder = folderOf(head.key, prefix, input.Delimiter);
          const place = folder ?? head.key;
          if (place <= after) {
            if (folder === undefined) continue;
            from = behind(folder);
            continue listing;
          }
          if (contents.length + folders.size === size) {
            isTruncated = true;
            break listing;
          }
          last = place;
          if (folder !== undefined) {
            folders.add(folder);
            // What else is in the folder is not worth making.
            from = behind(folder);
            continue listing;
          }
          contents.push(head);
          if (contents.length % headsPerTurn === 0) await nextTurn();
        }
        break;
      }
      return {
        Name: bucket.name,
        Prefix: prefix,
        MaxKeys: size,
        KeyCount: contents.length + folders.size,
        IsTruncated: isTruncated,
        ...(input.Delimiter === undefined ? {} : { Delimiter: input.Delimiter }),
        ...(isTruncated && last !== undefined ? { NextContinuationToken: Buffer.from(last).toString('base64') } : {}),
        Contents: contents.map(({ key, size: Size, etag, modifiedAt }) => ({ Key: key, Size, ETag: etag, LastModified: modifiedAt, StorageClass: 'STANDARD' as const })),
        CommonPrefixes: [...folders].map((Prefix) => ({ Prefix })),
      };
    },
  },
});

function folderOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (!delimiter) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** A key that comes after all of a folder's. */
function behind(folder: string): string {
  return `${folder}\u{10ffff}`;
}

function findObject(context: CallContext, input: { Bucket: string | undefined; Key: string | undefined }): SimObject {
  const bucket = findBucket(context, input.Bucket);
  const object = objectIn(context.world, bucket, input.Key ?? '');
  if (!object) throw new AwsRefusal('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  return object;
}

function describe(object: SimObject) {
  return { ContentLength: object.body.byteLength, ContentType: object.contentType, ...(object.contentEncoding ? { ContentEncoding: object.contentEncoding } : {}), Metadata: { ...object.metadata }, ETag: object.etag, LastModified: object.modifiedAt };
}

/** `bytes=0-99`, `bytes=100-` and `bytes=-100`; what is not understood is left out, as HTTP wants it. */
function partOf(object: SimObject, range: string) {
  const size = object.body.byteLength;
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === '' && to === '') return { ...describe(object), Body: bytesAsStream(object.body) };
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size || start > end) throw new AwsRefusal('InvalidRange', 'The requested range is not satisfiable', { status: 416 });
  const part = object.body.subarray(start, end + 1);
  return { ...describe(object), ContentLength: part.byteLength, ContentRange: `bytes ${start}-${end}/${size}`, Body: bytesAsStream(part) };
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : '');
}
