import { createHash, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';

const text = z.string().nullish().transform((value) => value ?? null);

/** What CloudTrail writes each hour about the log files that it delivered. */
export const digestFileSchema = z.object({
  digestStartTime: z.iso.datetime(),
  digestEndTime: z.iso.datetime(),
  digestS3Bucket: z.string(),
  digestS3Object: z.string(),
  digestPublicKeyFingerprint: z.string(),
  digestSignatureAlgorithm: z.string(),
  previousDigestS3Bucket: text,
  previousDigestS3Object: text,
  previousDigestHashValue: text,
  previousDigestSignature: text,
  logFiles: z.array(z.object({ s3Bucket: z.string(), s3Object: z.string(), hashValue: z.string(), hashAlgorithm: z.string() })),
});
export type DigestFile = z.output<typeof digestFileSchema>;

/** Hashes are of what is in a file, not of the compressed file: docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html */
export function hashOf(inflated: Uint8Array): string {
  return createHash('sha256').update(inflated).digest('hex');
}

export function isSigned(digest: DigestFile, { sha256, signature, key }: { sha256: string; signature: string; key: KeyObject }): boolean {
  const signed = [digest.digestEndTime, `${digest.digestS3Bucket}/${digest.digestS3Object}`, sha256, digest.previousDigestSignature ?? 'null'].join('\n');
  return verify('sha256', Buffer.from(signed), key, Buffer.from(signature, 'hex'));
}
