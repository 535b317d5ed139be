import { CallFailure } from '../../../base/aws/call-failure.ts';
import type { AwsSession } from '../../../base/aws/door.ts';
import { BadObject, inflateObject } from '../sources/inflate-object.ts';
import { listTrailObjects, type TrailPlace } from '../sources/trail-objects.ts';
import { parseDigestKey, parseLogKey } from './digest-key.ts';
import type { FileAnswer, StoredFile, TrailFolder } from './trail-folder.ts';

export const verifyTrailActions = ['s3:GetObject', 's3:ListBucket', 'cloudtrail:ListPublicKeys'] as const;

const dayMs = 86_400_000;

/** The files of one account and region in the bucket of a trail. */
export function s3TrailFolder(session: AwsSession, place: TrailPlace, trailName: string): TrailFolder {
  return {
    bucket: place.bucket,
    accountId: place.accountId,
    region: place.region,
    hasSignatures: true,
    nameOf: ({ bucket, key }) => `${bucket}/${key}`,
    listDigests: (from, to) => digestsIn(session, place, { from, to, isWanted: (name) => name === trailName }),
    listOtherDigests: (from, to) => digestsIn(session, place, { from, to, isWanted: (name) => name !== trailName }),
    async *listLogs(from, to) {
      for await (const page of listTrailObjects(session, place, { after: from, until: to })) {
        for (const { key, deliveredAt } of page) {
          const at = parseLogKey(key)?.at;
          if (at) yield { key, at, modifiedAt: deliveredAt };
        }
      }
    },
    read: (file) => readObject(session, file),
  };
}

interface DigestQuestion {
  readonly from: Date;
  readonly to: Date;
  readonly isWanted: (trailName: string) => boolean;
}

async function* digestsIn(session: AwsSession, { bucket, prefix, organization, accountId, region }: TrailPlace, { from, to, isWanted }: DigestQuestion): AsyncGenerator<string> {
  for (let day = Math.floor(from.getTime() / dayMs) * dayMs; day <= to.getTime(); day += dayMs) {
    const Prefix = `${prefix}AWSLogs/${organization}${accountId}/CloudTrail-Digest/${region}/${new Date(day).toISOString().slice(0, 10).replaceAll('-', '/')}/`;
    for await (const page of session.pages('s3', 'ListObjectsV2', { Bucket: bucket, Prefix })) {
      for (const { Key = '' } of page.Contents ?? []) {
        const digest = parseDigestKey(Key);
        if (digest && isWanted(digest.trail) && digest.at >= from && digest.at <= to) yield Key;
      }
    }
  }
}

async function readObject(session: AwsSession, { bucket, key }: StoredFile): Promise<FileAnswer> {
  try {
    const { Body, Metadata } = await session.call('s3', 'GetObject', { Bucket: bucket, Key: key });
    if (!isStream(Body)) return { kind: 'damaged' };
    return { kind: 'file', bytes: await inflateObject(Body), signature: Metadata?.signature ?? null };
  } catch (error) {
    if (error instanceof BadObject) return { kind: 'damaged' };
    if (isMissing(error)) return { kind: 'missing' };
    if (error instanceof CallFailure && error.gap.reason === 'cancelled') throw error;
    const because = refusalOf(error);
    const known = error instanceof CallFailure ? error.gap : undefined;
    if (!known && because === undefined) throw error;
    const { account, region } = session;
    const facts = known ?? { reason: 'service-error' as const, accountId: account.accountId, region, service: 's3', operation: 'GetObject', action: 's3:GetObject', at: new Date().toISOString() };
    return { kind: 'unread', gap: { ...facts, because: `Could not read s3://${bucket}/${key}: ${because ?? facts.reason}` } };
  }
}

/** What S3 says of an object that is there and is not given out: archived, or encrypted with a key that is gone. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CallFailure) return refusalOf(error.cause) ?? error.message;
  const status: unknown = Reflect.get(Object(Reflect.get(error, '$metadata')), 'httpStatusCode');
  return typeof status === 'number' && status >= 400 ? `${error.name}: ${error.message}` : undefined;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NoSuchBucket' || isMissing(error.cause));
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
