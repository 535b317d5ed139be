import { AwsRefusal } from '../aws-refusal.ts';
import type { CallContext } from '../call-context.ts';
import { namesPrincipal, evaluatePolicies } from '../access/evaluate-policy.ts';
import type { SimBucket } from '../world/world.ts';

export function bucketArn({ Bucket }: { Bucket?: string | undefined }): string {
  return `arn:aws:s3:::${Bucket ?? ''}`;
}

export function objectArn({ Bucket, Key }: { Bucket?: string | undefined; Key?: string | undefined }): string {
  return `arn:aws:s3:::${Bucket ?? ''}/${Key ?? ''}`;
}

/** The caller's own bucket; another account's only when its policy lets the caller in. */
export function findBucket({ world, account, caller }: CallContext, name: string | undefined, object?: { action: string; key: string }): SimBucket {
  const own = account.buckets.get(name ?? '');
  if (own) return own;
  const other = [...world.accounts.values()].map(({ buckets }) => buckets.get(name ?? '')).find((bucket) => bucket !== undefined);
  if (!other) throw new AwsRefusal('NoSuchBucket', 'The specified bucket does not exist');
  const naming = [other.policy?.Statement ?? []].flat().filter((statement) => 'Effect' in statement && namesPrincipal(statement, [caller.arn, `arn:aws:iam::${account.id}:root`, account.id]));
  const request = { action: object?.action ?? 's3:ListBucket', resource: object ? objectArn({ Bucket: other.name, Key: object.key }) : bucketArn({ Bucket: other.name }), context: {} };
  const statements = naming.flatMap((statement) => ('Effect' in statement ? [statement] : []));
  if (evaluatePolicies([{ Statement: statements }], request) !== 'allow') throw new AwsRefusal('AccessDenied', 'Access Denied', { status: 403 });
  return other;
}
