import { AwsRefusal } from '../aws-refusal.ts';
import type { CallContext } from '../call-context.ts';
import type { SimBucket } from '../world/world.ts';

export function bucketArn({ Bucket }: { Bucket?: string | undefined }): string {
  return `arn:aws:s3:::${Bucket ?? ''}`;
}

export function objectArn({ Bucket, Key }: { Bucket?: string | undefined; Key?: string | undefined }): string {
  return `arn:aws:s3:::${Bucket ?? ''}/${Key ?? ''}`;
}

/** A bucket of whichever account: its policy has already been asked whether the caller may. */
export function findBucket({ world }: Pick<CallContext, 'world'>, name: string | undefined): SimBucket {
  for (const { buckets } of world.accounts.values()) {
    const bucket = buckets.get(name ?? '');
    if (bucket) return bucket;
  }
  throw new AwsRefusal('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
}
