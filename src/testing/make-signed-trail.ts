import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseDigestKey, parseLogKey } from '../watch/activity/integrity/digest-key.ts';
import type { PublicKeys } from '../watch/activity/integrity/public-keys.ts';
import type { TrailFolder } from '../watch/activity/integrity/trail-folder.ts';

const hourMs = 3_600_000;

export interface TrailFacts {
  readonly startsAt: Date;
  readonly accountId?: string;
  readonly region?: string;
  readonly trail?: string;
}

export interface KeptObject {
  readonly bucket: string;
  body: Buffer;
  signature: string | null;
  modifiedAt: Date;
}

/** A key as CloudTrail has one, and its fingerprint. */
export interface TrailSigner {
  readonly fingerprint: string;
  readonly privateKey: KeyObject;
  readonly der: Buffer;
  readonly keys: PublicKeys;
}

export function makeSigner(): TrailSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const der = publicKey.export({ type: 'pkcs1', format: 'der' });
  const fingerprint = createHash('md5').update(der).digest('hex');
  return { fingerprint, privateKey, der, keys: new Map([[fingerprint, publicKey]]) };
}

/** A trail's files as CloudTrail would have written them, hour by hour, to be tampered with. */
export function makeSignedTrail(signer: TrailSigner, { startsAt, accountId = '111122223333', region = 'us-east-1', trail = 'audit' }: TrailFacts) {
  const objects = new Map<string, KeptObject>();
  const digestKeys: string[] = [];
  let at = startsAt.getTime();
  let bucket = 'trail-bucket';
  let prefix = '';
  let previous: { bucket: string; key: string; sha256: string; signature: string } | undefined;
  const base = (kind: string) => `${prefix}AWSLogs/${accountId}/${kind}/${region}/`;
  const keyAt = (ms: number, kind: string, rest: string) => `${base(kind)}${isoOf(ms).slice(0, 10).replaceAll('-', '/')}/${accountId}_${kind}_${region}_${rest}.json.gz`;

  function putLog(ms: number, text = JSON.stringify({ Records: [{ eventID: String(ms) }] })): string {
    const key = keyAt(ms, 'CloudTrail', `${isoOf(ms).slice(0, 16).replaceAll(/[-:]/g, '')}Z_${createHash('md5').update(String(ms)).digest('hex').slice(0, 16)}`);
    objects.set(key, { bucket, body: gzipSync(text), signature: null, modifiedAt: new Date(ms) });
    return key;
  }

  return {
    objects,
    digestKeys,
    logKeys: () => [...objects.keys()].filter((key) => parseLogKey(key)),
    putLog,
    now: () => new Date(at),
    at: (key: string) => required(objects.get(key)),
    /** The next hours, with so many log files in each. */
    deliver(hours: number, { logFiles = 2, by = signer, isBackfill = false, late = [] }: { logFiles?: number; by?: TrailSigner; isBackfill?: boolean; late?: readonly string[] } = {}): void {
      for (let hour = 0; hour < hours; hour += 1) {
        const endMs = at + hourMs;
        const logs = [...late, ...Array.from({ length: logFiles }, (_, index) => putLog(at + ((index + 0.5) / logFiles) * hourMs))];
        const key = keyAt(endMs, 'CloudTrail-Digest', `${trail}_us-east-1_${isoOf(endMs).replaceAll(/[-:]/g, '')}${isBackfill ? '_backfill' : ''}`);
        const text = JSON.stringify({
          awsAccountId: accountId, digestStartTime: isoOf(at), digestEndTime: isoOf(endMs), digestS3Bucket: bucket, digestS3Object: key,
          digestPublicKeyFingerprint: by.fingerprint, digestSignatureAlgorithm: 'SHA256withRSA', newestEventTime: null, oldestEventTime: null,
          previousDigestS3Bucket: previous?.bucket ?? null, previousDigestS3Object: previous?.key ?? null, previousDigestHashValue: previous?.sha256 ?? null,
          previousDigestHashAlgorithm: previous ? 'SHA-256' : null, previousDigestSignature: previous?.signature ?? null,
          logFiles: logs.map((s3Object) => ({ s3Bucket: bucket, s3Object, hashValue: createHash('sha256').update(gunzipSync(required(objects.get(s3Object)).body)).digest('hex'), hashAlgorithm: 'SHA-256', newestEventTime: null, oldestEventTime: null })),
        });
        const sha256 = createHash('sha256').update(text).digest('hex');
        const signature = sign('sha256', Buffer.from([isoOf(endMs), `${bucket}/${key}`, sha256, previous?.signature ?? 'null'].join('\n')), by.privateKey).toString('hex');
        objects.set(key, { bucket, body: gzipSync(text), signature, modifiedAt: new Date(endMs) });
        digestKeys.push(key);
        previous = { bucket, key, sha256, signature };
        at = endMs;
      }
    },
    /** The trail or its validation is off for a while; the next digest begins a chain. */
    pause(hours: number, { logFiles = 0 } = {}): void {
      for (let log = 0; log < logFiles; log += 1) putLog(at + ((log + 0.5) / logFiles) * hours * hourMs);
      at += hours * hourMs;
      previous = undefined;
    },
    /** From here on it delivers to another place. */
    moveTo(place: { bucket: string; prefix: string }): void {
      ({ bucket, prefix } = place);
    },
    folder(own = bucket): TrailFolder {
      const keys = () => [...objects].filter(([, object]) => object.bucket === own).map(([key]) => key).sort();
      return {
        bucket: own,
        accountId,
        region,
        hasSignatures: true,
        nameOf: (file) => `${file.bucket}/${file.key}`,
        async *listDigests(from, to) {
          for (const key of keys()) {
            const digest = parseDigestKey(key);
            if (digest?.trail === trail && digest.at >= from && digest.at <= to) yield key;
          }
        },
        async *listOtherDigests(from, to) {
          for (const key of keys()) {
            const digest = parseDigestKey(key);
            if (digest && digest.trail !== trail && digest.at >= from && digest.at <= to) yield key;
          }
        },
        async *listLogs(from, to) {
          for (const key of keys()) {
            const log = parseLogKey(key);
            if (log && log.at >= from && log.at <= to) yield { key, at: log.at, modifiedAt: required(objects.get(key)).modifiedAt };
          }
        },
        async read(file) {
          const object = objects.get(file.key);
          if (object?.bucket !== file.bucket) return { kind: 'missing' };
          return { kind: 'file', bytes: gunzipSync(object.body), signature: object.signature };
        },
      };
    },
    /** As `aws s3 sync` would copy it: without metadata. */
    async copyTo(folder: string): Promise<void> {
      for (const [key, { body }] of objects) {
        await mkdir(dirname(join(folder, key)), { recursive: true });
        await writeFile(join(folder, key), body);
      }
    },
  };
}

function isoOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The trail has no such file');
  return value;
}
