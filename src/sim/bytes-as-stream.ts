import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** Guarantee: only the wire reads it, and writes bytes as they are; the SDK's stream type is for the receiving side. */
export function bytesAsStream(bytes: Uint8Array): NonNullable<GetObjectCommandOutput['Body']> {
  const body: unknown = bytes;
  return body as NonNullable<GetObjectCommandOutput['Body']>;
}
