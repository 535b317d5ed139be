/** Operations whose IAM action is not `service:Operation`. */
const exceptions: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:DeletePublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:DeleteBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  's3:GetBucketReplication': 's3:GetReplicationConfiguration',
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
};

/** The IAM prefix where it differs from the name of the SDK's package. */
const prefixes: Readonly<Record<string, string>> = { sesv2: 'ses' };

/** The IAM action that allows one API operation, such as `s3:ListBucket` for ListObjectsV2. */
export function iamActionFor(service: string, operation: string): string {
  const action = `${prefixes[service] ?? service}:${operation}`;
  return exceptions[action] ?? action;
}
