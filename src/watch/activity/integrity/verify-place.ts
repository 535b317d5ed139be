import { forEachLimited } from '../../../core/for-each-limited.ts';
import { digestFileSchema, hashOf, isSigned, type DigestFile, type PublicKeys } from './digest-file.ts';

export const problemKinds = ['digest-missing', 'digest-unreadable', 'digest-moved', 'digest-changed', 'unsigned', 'wrong-signature', 'unknown-key', 'chain-broken', 'log-missing', 'log-changed', 'log-extra'] as const;

export interface IntegrityProblem {
  readonly kind: (typeof problemKinds)[number];
  readonly key: string;
  readonly at: Date;
  readonly because: string;
}

export interface PlaceIntegrity {
  readonly digests: number;
  readonly logFiles: number;
  /** Where a chain begins: the first digest ever, or the one after the trail was started again. */
  readonly beginnings: readonly Date[];
  readonly problems: readonly IntegrityProblem[];
}

/** The files of one account and region, in S3 or in a folder. What may not be read is thrown; what is not there is undefined. */
export interface TrailFolder {
  readonly bucket: string;
  /** Keys of digests that ended in [from, to], and of log files that were named for a time in it, oldest first. */
  listDigests(from: Date, to: Date): AsyncIterable<string>;
  listLogs(from: Date, to: Date): AsyncIterable<{ key: string; at: Date }>;
  /** Inflated. `damaged` when it cannot be inflated. */
  read(key: string): Promise<{ bytes: Uint8Array; signature: string | null } | 'damaged' | undefined>;
}

export interface VerifyWindow {
  readonly from: Date;
  readonly to: Date;
  readonly keys: PublicKeys;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: { digests: number; logFiles: number }) => void;
}

interface ReadDigest {
  readonly key: string;
  readonly digest: DigestFile;
  readonly sha256: string;
  readonly signature: string | null;
}

const logsAtOnce = 4;
/** CloudTrail may deliver a file so long after the time in its name. */
const lateMs = 30 * 60_000;

/** Every digest of a window, its signature, its place in the chain, and every log file that it names; besides, log files that none names. */
export async function verifyPlace(folder: TrailFolder, { from, to, keys, signal, onProgress }: VerifyWindow): Promise<PlaceIntegrity> {
  const problems: IntegrityProblem[] = [];
  const beginnings: Date[] = [];
  const named = new Set<string>();
  let digests = 0;
  let logFiles = 0;
  const told: { fromMs: number; toMs: number }[] = [];
  let before: ReadDigest | undefined;

  async function checkLog({ s3Object: key, hashValue }: DigestFile['logFiles'][number], at: Date): Promise<void> {
    signal?.throwIfAborted();
    named.add(key);
    const file = await folder.read(key);
    if (file === undefined) problems.push({ kind: 'log-missing', key, at, because: 'A digest names the log file, and it is not there' });
    else if (file === 'damaged' || hashOf(file.bytes) !== hashValue.toLowerCase()) problems.push({ kind: 'log-changed', key, at, because: 'The log file is not what CloudTrail delivered' });
    logFiles += 1;
    onProgress?.({ digests, logFiles });
  }

  for await (const key of folder.listDigests(from, to)) {
    signal?.throwIfAborted();
    const read = await readDigest(folder, key);
    digests += 1;
    if (typeof read === 'string') {
      problems.push({ kind: 'digest-unreadable', key, at: from, because: read });
      continue;
    }
    const { digest } = read;
    const at = new Date(digest.digestEndTime);
    problems.push(...checkDigest(folder, read, keys));
    // Back-filled digests tell of files that came too late for the chain, and stand beside it.
    if (!key.endsWith('_backfill.json.gz')) {
      if (digest.previousDigestS3Object === null) beginnings.push(at);
      else if (told.length > 0) problems.push(...checkChain(before, read));
      before = read;
    }
    told.push({ fromMs: Date.parse(digest.digestStartTime), toMs: at.getTime() });
    await forEachLimited(digest.logFiles, logsAtOnce, (log) => checkLog(log, at));
  }
  // Where a digest is missing, nobody can say what it named.
  const isTold = (ms: number) => told.some(({ fromMs, toMs }) => ms > fromMs && ms <= toMs);
  for await (const { key, at } of folder.listLogs(from, to)) {
    if (!named.has(key) && isTold(at.getTime()) && isTold(at.getTime() + lateMs)) problems.push({ kind: 'log-extra', key, at, because: 'No digest names the log file: CloudTrail did not deliver it' });
  }
  return { digests, logFiles, beginnings, problems };
}

async function readDigest(folder: TrailFolder, key: string): Promise<ReadDigest | string> {
  const file = await folder.read(key);
  if (file === undefined) return 'The digest was there a moment ago and is not any more';
  if (file === 'damaged') return 'The digest cannot be inflated';
  const parsed = digestFileSchema.safeParse(parseJson(file.bytes));
  return parsed.success ? { key, digest: parsed.data, sha256: hashOf(file.bytes), signature: file.signature } : 'The digest is not one that CloudTrail writes';
}

function checkDigest(folder: TrailFolder, { key, digest, sha256, signature }: ReadDigest, keys: PublicKeys): IntegrityProblem[] {
  const at = new Date(digest.digestEndTime);
  if (digest.digestS3Object !== key || digest.digestS3Bucket !== folder.bucket) return [{ kind: 'digest-moved', key, at, because: `The digest says that it belongs at s3://${digest.digestS3Bucket}/${digest.digestS3Object}` }];
  if (signature === null) return [{ kind: 'unsigned', key, at, because: 'The digest has no signature' }];
  const publicKey = keys.get(digest.digestPublicKeyFingerprint);
  if (!publicKey) return [{ kind: 'unknown-key', key, at, because: `CloudTrail knows no key ${digest.digestPublicKeyFingerprint} for this time` }];
  return isSigned(digest, { sha256, signature, key: publicKey }) ? [] : [{ kind: 'wrong-signature', key, at, because: 'The digest is not what CloudTrail signed' }];
}

/** What a digest says of the one before it, against what was found there. */
function checkChain(before: ReadDigest | undefined, { key, digest }: ReadDigest): IntegrityProblem[] {
  const at = new Date(digest.digestEndTime);
  const previous = digest.previousDigestS3Object ?? '';
  if (before?.key !== previous) return [{ kind: 'digest-missing', key: previous, at: new Date(digest.digestStartTime), because: `The digest after it, ${key}, names it, and it is not there or cannot be read` }];
  if (before.sha256 !== digest.previousDigestHashValue) return [{ kind: 'digest-changed', key: previous, at, because: 'It is not what the digest after it says it was' }];
  if (before.signature !== null && before.signature !== digest.previousDigestSignature) return [{ kind: 'chain-broken', key, at, because: 'It names another signature than the digest before it has' }];
  return [];
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
