import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ObjectHead } from './open-trail-files.ts';
import { openDice } from '../world/seeded-random.ts';
import type { SimObject, SimTrail } from '../world/world.ts';
import type { LogFolder } from './log-folders.ts';
import type { SigningKey } from './signing-key.ts';
import { wasLogging } from './switch-trail.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const deliveryMs = 60_000;
/** A file may come so much after what it tells of. */
const lateMs = 15 * 60_000;
/** Each digest signs the one before it, so that the newest needs all of them: a chain of the whole history would take too long to make. */
const chainDays = 2;

export interface DeliveredLog {
  readonly key: string;
  readonly sha256: string;
  readonly newest: string;
  readonly oldest: string;
}

export interface DigestFacts {
  readonly seed: number;
  readonly startedAt: Date;
  readonly key: () => SigningKey;
  /** The log files of a folder that were delivered in (from, to]. */
  readonly logsOf: (folder: LogFolder, fromMs: number, toMs: number) => readonly DeliveredLog[];
}

export interface Digests {
  /** The digests of a folder in the order of their keys, up to a time. */
  list(folder: LogFolder, untilMs: number): Iterable<{ key: string; head: () => ObjectHead; object: () => SimObject }>;
}

interface Made {
  readonly object: SimObject;
  readonly sha256: string;
  readonly signature: string;
}

/** What is remembered of a digest. */
type Kept = Pick<Made, 'sha256' | 'signature'> & { readonly head: ObjectHead };

/** The hourly digests of trails with log file validation, each made, with those before it, when it is asked for. */
export function openDigests({ seed, startedAt, key, logsOf }: DigestFacts): Digests {
  const chains = new Map<string, Map<number, Kept>>();

  function make(folder: LogFolder, endMs: number): Made {
    const bucket = folder.trail.trail.S3BucketName ?? '';
    const s3Object = keyOf(folder, endMs);
    const logs = logsOf(folder, endMs - hourMs, endMs);
    const previous = isFirst(folder, endMs) ? undefined : madeAt(folder, endMs - hourMs);
    const text = JSON.stringify({
      awsAccountId: folder.accountId,
      digestStartTime: timeOf(endMs - hourMs),
      digestEndTime: timeOf(endMs),
      digestS3Bucket: bucket,
      digestS3Object: s3Object,
      digestPublicKeyFingerprint: key().fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logs.map(({ newest }) => newest).sort().at(-1) ?? null,
      oldestEventTime: logs.map(({ oldest }) => oldest).sort()[0] ?? null,
      previousDigestS3Bucket: previous ? bucket : null,
      previousDigestS3Object: previous ? keyOf(folder, endMs - hourMs) : null,
      previousDigestHashValue: previous?.sha256 ?? null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles: logs.map((log) => ({ s3Bucket: bucket, s3Object: log.key, hashValue: log.sha256, hashAlgorithm: 'SHA-256', newestEventTime: log.newest, oldestEventTime: log.oldest })),
    });
    const signature = key().sign([timeOf(endMs), `${bucket}/${s3Object}`, sha256(text), previous?.signature ?? 'null'].join('\n'));
    const body = gzipSync(text);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
    return { sha256: sha256(text), signature, object: { key: s3Object, body, contentType: 'application/json', contentEncoding: 'gzip', metadata, etag, modifiedAt: new Date(endMs + deliveryMs) } };
  }

  /** From the beginning of its chain forwards, so that no chain is too long. */
  function madeAt(folder: LogFolder, endMs: number): Kept {
    const id = `${folder.trail.trail.TrailARN}/${folder.path}`;
    const chain = chains.get(id) ?? new Map<number, Kept>();
    chains.set(id, chain);
    let from = endMs;
    while (!chain.has(from) && !isFirst(folder, from)) from -= hourMs;
    for (let at = from; at <= endMs; at += hourMs) {
      if (chain.has(at)) continue;
      const { object, ...made } = make(folder, at);
      chain.set(at, { ...made, head: { key: object.key, size: object.body.byteLength, etag: object.etag, modifiedAt: object.modifiedAt } });
    }
    const made = chain.get(endMs);
    if (!made) throw new RangeError('The chain does not reach so far');
    return made;
  }

  function isFirst(folder: LogFolder, endMs: number): boolean {
    const { trail } = folder;
    const isRestarted = trail.switches.some(({ isLogging, at }) => isLogging && at.getTime() > endMs - hourMs && at.getTime() <= endMs);
    return isRestarted || endMs - hourMs < sinceMs(trail) || !exists(trail, endMs - hourMs);
  }

  function sinceMs(trail: SimTrail): number {
    return startedAt.getTime() - chainDays * dayMs + offsetOf(trail);
  }

  function exists(trail: SimTrail, endMs: number): boolean {
    if (endMs < sinceMs(trail)) return false;
    const fromMs = endMs - hourMs - lateMs;
    return wasLogging(trail, fromMs) || trail.switches.some(({ isLogging, at }) => isLogging && at.getTime() > fromMs && at.getTime() <= endMs);
  }

  /** Digests end at a minute and second of their own, not at the full hour. */
  function offsetOf({ trail }: SimTrail): number {
    return 1_000 * openDice(seed, `digest/${trail.TrailARN}`).whole(3_600);
  }

  return {
    *list(folder, untilMs) {
      if (folder.trail.trail.LogFileValidationEnabled !== true) return;
      const offset = offsetOf(folder.trail);
      const first = Math.ceil((sinceMs(folder.trail) - offset) / hourMs) * hourMs + offset;
      for (let endMs = first; endMs + deliveryMs <= untilMs; endMs += hourMs) {
        if (!exists(folder.trail, endMs)) continue;
        yield { key: keyOf(folder, endMs), head: () => madeAt(folder, endMs).head, object: () => make(folder, endMs).object };
      }
    },
  };
}

export function digestPath({ path }: LogFolder): string {
  return path.replace('/CloudTrail/', '/CloudTrail-Digest/');
}

function keyOf(folder: LogFolder, endMs: number): string {
  const { Name: name = '', HomeRegion: home = '' } = folder.trail.trail;
  const time = timeOf(endMs);
  return `${digestPath(folder)}${time.slice(0, 10).replaceAll('-', '/')}/${folder.accountId}_CloudTrail-Digest_${folder.region}_${name}_${home}_${time.replaceAll(/[-:]/g, '')}.json.gz`;
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
