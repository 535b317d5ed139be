import type { AwsSession } from '../../../base/aws/door.ts';
import { BadObject, inflateObject } from '../sources/inflate-object.ts';
import { listTrailObjects, type TrailPlace } from '../sources/trail-objects.ts';
import type { TrailFolder } from './verify-place.ts';

export const verifyTrailActions = ['s3:GetObject', 's3:ListBucket', 'cloudtrail:ListPublicKeys'] as const;

const dayMs = 86_400_000;

/** The files of one account and region in the bucket of a trail. */
export function s3TrailFolder(session: AwsSession, place: TrailPlace, trailName: string): TrailFolder {
  return {
    bucket: place.bucket,
    async *listDigests(from, to) {
      for (let day = Math.floor(from.getTime() / dayMs) * dayMs; day <= to.getTime(); day += dayMs) {
        const Prefix = `${place.prefix}AWSLogs/${place.organization}${place.accountId}/CloudTrail-Digest/${place.region}/${new Date(day).toISOString().slice(0, 10).replaceAll('-', '/')}/`;
        for await (const page of session.pages('s3', 'ListObjectsV2', { Bucket: place.bucket, Prefix })) {
          for (const { Key = '' } of page.Contents ?? []) {
            const end = timeIn(Key, /_(\d{8}T\d{6})Z(?:_backfill)?\.json\.gz$/);
            if (Key.includes(`_${trailName}_`) && end && end >= from && end <= to) yield Key;
          }
        }
      }
    },
    async *listLogs(from, to) {
      for await (const page of listTrailObjects(session, place, { after: from, until: to })) {
        for (const { key } of page) {
          const at = timeIn(key, /_(\d{8}T\d{4})Z_[^/]+$/);
          if (at) yield { key, at };
        }
      }
    },
    async read(key) {
      try {
        const { Body, Metadata } = await session.call('s3', 'GetObject', { Bucket: place.bucket, Key: key });
        if (!isStream(Body)) return 'damaged';
        return { bytes: await inflateObject(Body), signature: Metadata?.signature ?? null };
      } catch (error) {
        if (error instanceof BadObject) return 'damaged';
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
}

function timeIn(key: string, pattern: RegExp): Date | undefined {
  const [, text = ''] = pattern.exec(key) ?? [];
  const at = new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?$/, (_all, ...[year, month, day, hour, minute, second]: string[]) => `${year}-${month}-${day}T${hour}:${minute}:${second ?? '00'}Z`));
  return Number.isNaN(at.getTime()) ? undefined : at;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || isMissing(error.cause));
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
