import { createHash } from 'node:crypto';
import { AwsRefusal } from '../../aws-refusal.ts';
import { bucketArn, findBucket, objectArn } from '../../buckets/find-bucket.ts';
import type { CallContext } from '../../call-context.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { bytesAsStream } from '../../bytes-as-stream.ts';
import type { SimObject } from '../../world/world.ts';

export default defineHandlers('s3', {
  PutObject: {
    resource: objectArn,
    isData: true,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const body = bytesOf(input.Body);
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      bucket.objects.set(input.Key ?? '', { key: input.Key ?? '', body, contentType: input.ContentType ?? 'application/octet-stream', etag, modifiedAt: context.now });
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
      findBucket(context, input.Bucket).objects.delete(input.Key ?? '');
      return {};
    },
  },
  ListObjectsV2: {
    resource: bucketArn,
    isData: true,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const prefix = input.Prefix ?? '';
      const after = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : Buffer.from(input.ContinuationToken, 'base64').toString('utf8');
      const size = Math.min(input.MaxKeys ?? 1_000, 1_000);
      const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
      const contents: SimObject[] = [];
      const folders = new Set<string>();
      let last: string | undefined;
      let isTruncated = false;
      for (const key of keys) {
        const folder = folderOf(key, prefix, input.Delimiter);
        const place = folder ?? key;
        if (place <= after || (folder !== undefined && folders.has(folder))) continue;
        if (contents.length + folders.size === size) {
          isTruncated = true;
          break;
        }
        const object = bucket.objects.get(key);
        if (folder !== undefined) folders.add(folder);
        else if (object) contents.push(object);
        last = place;
      }
      return {
        Name: bucket.name,
        Prefix: prefix,
        MaxKeys: size,
        KeyCount: contents.length + folders.size,
        IsTruncated: isTruncated,
        ...(input.Delimiter === undefined ? {} : { Delimiter: input.Delimiter }),
        ...(isTruncated && last !== undefined ? { NextContinuationToken: Buffer.from(last).toString('base64') } : {}),
        Contents: contents.map(({ key, body, etag, modifiedAt }) => ({ Key: key, Size: body.byteLength, ETag: etag, LastModified: modifiedAt, StorageClass: 'STANDARD' as const })),
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

function findObject(context: CallContext, input: { Bucket: string | undefined; Key: string | undefined }): SimObject {
  const object = findBucket(context, input.Bucket).objects.get(input.Key ?? '');
  if (!object) throw new AwsRefusal('NoSuchKey', 'The specified key does not exist.', { status: 404 });
  return object;
}

function describe(object: SimObject) {
  return { ContentLength: object.body.byteLength, ContentType: object.contentType, ETag: object.etag, LastModified: object.modifiedAt };
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
