import type { Gap } from '../../../core/gap.ts';
import { parseDigestKey } from './digest-key.ts';
import { digestFileSchema, hashOf, isSigned, type DigestFile } from './digest-file.ts';
import type { IntegrityProblem } from './integrity-problem.ts';
import type { PublicKeys } from './public-keys.ts';
import type { StoredFile, TrailFolder } from './trail-folder.ts';

export interface ReadDigest {
  readonly file: StoredFile;
  readonly digest: DigestFile;
  readonly startMs: number;
  /** As its key says: what stands in it may be anything, until its signature is checked. */
  readonly endMs: number;
  readonly sha256: string;
  /** Null where it has none. */
  readonly signature: string | null;
}

export type DigestAnswer = { readonly kind: 'digest'; readonly read: ReadDigest } | { readonly kind: 'unreadable'; readonly because: string } | { readonly kind: 'missing' } | { readonly kind: 'unread'; readonly gap: Gap };

export async function readDigest(folder: TrailFolder, file: StoredFile): Promise<DigestAnswer> {
  const answer = await folder.read(file);
  if (answer.kind === 'damaged') return { kind: 'unreadable', because: 'The digest cannot be inflated' };
  if (answer.kind !== 'file') return answer.kind === 'unread' ? answer : { kind: 'missing' };
  const parsed = digestFileSchema.safeParse(parseJson(answer.bytes));
  if (!parsed.success) return { kind: 'unreadable', because: 'The digest is not one that CloudTrail writes' };
  const { data: digest } = parsed;
  return { kind: 'digest', read: { file, digest, startMs: Date.parse(digest.digestStartTime), endMs: parseDigestKey(file.key)?.at.getTime() ?? Date.parse(digest.digestEndTime), sha256: hashOf(answer.bytes), signature: answer.signature } };
}

/** Where it stands, and whether CloudTrail signed it. */
export function checkSignature(folder: TrailFolder, read: ReadDigest, { keys, signature }: { keys: PublicKeys; signature: string | null }): IntegrityProblem | undefined {
  const { digest, file, sha256 } = read;
  const problem = (kind: IntegrityProblem['kind'], because: string): IntegrityProblem => ({ kind, ...file, at: new Date(read.endMs), because });
  const home = { bucket: digest.digestS3Bucket, key: digest.digestS3Object };
  if (folder.nameOf(home) !== folder.nameOf(file)) return problem('digest-moved', `The digest says that it belongs at s3://${home.bucket}/${home.key}`);
  if (signature === null) return problem('unsigned', 'The digest has no signature: somebody wrote it again without the metadata that CloudTrail gave it');
  const key = keys.get(digest.digestPublicKeyFingerprint);
  if (!key) return problem('unknown-key', `The digest says that it is signed with the key ${digest.digestPublicKeyFingerprint}, and CloudTrail has no such key in ${folder.region} for this time`);
  return isSigned(digest, { sha256, signature, key }) ? undefined : problem('wrong-signature', 'The digest is not what CloudTrail signed');
}

/** What a digest says of the one before it, against what was found there. */
export function checkLink(before: ReadDigest, { digest, file, endMs }: ReadDigest): IntegrityProblem | undefined {
  if (before.sha256 !== digest.previousDigestHashValue?.toLowerCase()) {
    return { kind: 'digest-changed', ...before.file, at: new Date(before.endMs), because: `It is not what the digest after it, ${file.key}, says it was`, foundSha256: before.sha256, expectedSha256: digest.previousDigestHashValue ?? undefined };
  }
  if (before.signature !== null && before.signature !== digest.previousDigestSignature) return { kind: 'chain-broken', ...file, at: new Date(endMs), because: 'It names another signature than the digest before it has' };
  return undefined;
}

/** The digest that a digest names as the one before it; undefined where a chain begins. */
export function previousOf({ digest }: ReadDigest): StoredFile | undefined {
  const { previousDigestS3Bucket: bucket, previousDigestS3Object: key } = digest;
  return bucket === null || key === null ? undefined : { bucket, key };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
