import type { AwsSession } from '../../../base/aws/door.ts';
import type { Clock } from '../../../core/clock.ts';
import type { Delivery } from './delivery.ts';
import { refusedByS3 } from './refused-by-s3.ts';
import { BadObject, inflateObject } from './inflate-object.ts';

export const trailObjectsActions = ['s3:GetObject', 's3:ListBucket'] as const;

export interface TrailObject {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  readonly deliveredAt: Date | null;
}

export interface TrailPlace {
  readonly bucket: string;
  /** What stands before `AWSLogs/`. */
  readonly prefix: string;
  /** `o-…/` in the bucket of an organisation's trail; empty in an account's. */
  readonly organization: string;
  readonly accountId: string;
  readonly region: string;
  /** What Insights noticed lies beside the log files. */
  readonly isInsight?: boolean;
}

const dayMs = 86_400_000;

/**
 * The log files of one account and region whose names say that they were delivered after a moment, day by day. Names
 * begin with the time, so that a listing begins where it is needed, however many files a day has.
 */
export async function* listTrailObjects(session: AwsSession, place: TrailPlace, { after, until }: { after: Date; until: Date }): AsyncGenerator<TrailObject[]> {
  for (let day = Math.floor(after.getTime() / dayMs) * dayMs; day <= until.getTime(); day += dayMs) {
    const folder = folderOf(place, new Date(day));
    const stem = `${folder}${place.accountId}_${kindOf(place)}_${place.region}_`;
    const startAfter = day < after.getTime() ? `${stem}${compactTime(after)}` : undefined;
    const input = { Bucket: place.bucket, Prefix: folder, ...(startAfter === undefined ? {} : { StartAfter: startAfter }) };
    const pages = session.pages('s3', 'ListObjectsV2', input)[Symbol.asyncIterator]();
    const next = () => pages.next().catch((error: unknown) => {
      throw refusedByS3(error, { session, operation: 'ListObjectsV2', what: `s3://${place.bucket}/${folder}`, at: until });
    });
    for (let listed = await next(); listed.done !== true; listed = await next()) {
      const page = listed.value;
      yield (page.Contents ?? []).flatMap(({ Key: key, ETag, LastModified, Size }) => (key !== undefined && isLogFile(key) ? [{ bucket: place.bucket, key, version: ETag ?? String(Size ?? ''), deliveredAt: LastModified ?? null }] : []));
    }
  }
}

/** The object's bytes, inflated. Throws `BadObject` for one that stays unreadable. */
export async function readTrailObject(session: AwsSession, { bucket, key, deliveredAt }: TrailObject, { clock }: { clock: Clock }): Promise<Delivery> {
  const { Body, LastModified } = await session.call('s3', 'GetObject', { Bucket: bucket, Key: key }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'NoSuchKey') throw new BadObject('the object is not there any more', error);
    throw refusedByS3(error, { session, operation: 'GetObject', what: originOf(bucket, key), at: clock() });
  });
  if (!isStream(Body)) throw new BadObject('the object has no content');
  const bytes = await inflateObject(Body);
  return { origin: originOf(bucket, key), kind: isInsight(key) ? 'insights' : 's3', ...placeOfKey(key), bytes, deliveredAt: deliveredAt ?? LastModified ?? clock() };
}

export function originOf(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}

/** Log files and Insights files; digests are not records. */
export function isLogFile(key: string): boolean {
  return /(?:^|\/)AWSLogs\/.*\/CloudTrail(?:-Insight)?\/.*\.json(?:\.gz)?$/.test(key);
}

export function placeOfKey(key: string): { accountId: string | null; region: string | null } {
  const [, accountId = null, region = null] = /AWSLogs\/(?:o-[a-z0-9]+\/)?(\d{12})\/CloudTrail(?:-Insight)?\/([a-z0-9-]+)\//.exec(key) ?? [];
  return { accountId, region };
}

/** The bucket and key of an origin that `originOf` made. */
export function objectOfOrigin(origin: string): { bucket: string; key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(origin) ?? [];
  return bucket !== undefined && key !== undefined ? { bucket, key } : undefined;
}

function isInsight(key: string): boolean {
  return key.includes('/CloudTrail-Insight/');
}

function kindOf({ isInsight: isOfInsights = false }: TrailPlace): string {
  return isOfInsights ? 'CloudTrail-Insight' : 'CloudTrail';
}

function folderOf(place: TrailPlace, day: Date): string {
  const { prefix, organization, accountId, region } = place;
  return `${prefix}AWSLogs/${organization}${accountId}/${kindOf(place)}/${region}/${day.toISOString().slice(0, 10).replaceAll('-', '/')}/`;
}

function compactTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
