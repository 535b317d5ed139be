import { BucketLocationConstraint } from '@aws-sdk/client-s3';
import { statementsOf } from '../../access/evaluate-policy.ts';
import { AwsRefusal } from '../../aws-refusal.ts';
import { bucketArn, findBucket } from '../../buckets/find-bucket.ts';
import { defineHandlers } from '../../define-handlers.ts';
import { parsePolicy } from '../../parse-policy.ts';
import type { PolicyStatement, SimBucket, World } from '../../world/world.ts';

export default defineHandlers('s3', {
  ListBuckets: (_input, { account }) => ({
    Owner: { ID: account.id, DisplayName: account.name },
    Buckets: [...account.buckets.values()].map(({ name, createdAt, region }) => ({ Name: name, CreationDate: createdAt, BucketRegion: region })),
  }),
  CreateBucket: {
    resource: bucketArn,
    run(input, { world, account, region, now }) {
      const name = input.Bucket ?? '';
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) throw new AwsRefusal('InvalidBucketName', 'The specified bucket is not valid.');
      if (account.buckets.has(name)) throw new AwsRefusal('BucketAlreadyOwnedByYou', 'Your previous request to create the named bucket succeeded and you already own it.');
      if ([...world.accounts.values()].some(({ buckets }) => buckets.has(name))) throw new AwsRefusal('BucketAlreadyExists', 'The requested bucket name is not available.');
      account.buckets.set(name, {
        name,
        region: input.CreateBucketConfiguration?.LocationConstraint ?? region.name,
        createdAt: now,
        tags: new Map(),
        publicAccessBlock: { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
        encryption: 'AES256',
        objects: new Map(),
        trails: [],
        deleted: new Set(),
      });
      return { Location: `/${name}` };
    },
  },
  DeleteBucket: {
    resource: bucketArn,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      if (!isEmpty(context.world, bucket)) throw new AwsRefusal('BucketNotEmpty', 'The bucket you tried to delete is not empty', { status: 409 });
      context.account.buckets.delete(bucket.name);
      return {};
    },
  },
  HeadBucket: { resource: bucketArn, run: (input, context) => ({ BucketRegion: findBucket(context, input.Bucket).region }) },
  GetBucketLocation: {
    resource: bucketArn,
    run(input, context) {
      const { region } = findBucket(context, input.Bucket);
      const location = Object.values(BucketLocationConstraint).find((name) => name === region);
      // A bucket in us-east-1 has no location constraint.
      return location === undefined ? {} : { LocationConstraint: location };
    },
  },
  GetBucketPolicy: {
    resource: bucketArn,
    run(input, context) {
      const { policy } = findBucket(context, input.Bucket);
      if (!policy) throw new AwsRefusal('NoSuchBucketPolicy', 'The bucket policy does not exist', { status: 404 });
      return { Policy: JSON.stringify(policy) };
    },
  },
  PutBucketPolicy: {
    resource: bucketArn,
    run(input, context) {
      const bucket = findBucket(context, input.Bucket);
      const policy = parsePolicy(input.Policy ?? '');
      const opensToAll = statementsOf(policy).some((statement) => statement.Effect === 'Allow' && isEveryone(statement.Principal) && statement.Condition === undefined);
      if (opensToAll && bucket.publicAccessBlock?.BlockPublicPolicy === true) throw new AwsRefusal('AccessDenied', 'Public policies are blocked by the BlockPublicPolicy block public access setting.', { status: 403 });
      bucket.policy = policy;
      return {};
    },
  },
  DeleteBucketPolicy: {
    resource: bucketArn,
    run(input, context) {
      delete findBucket(context, input.Bucket).policy;
      return {};
    },
  },
  GetPublicAccessBlock: {
    resource: bucketArn,
    run(input, context) {
      const { publicAccessBlock } = findBucket(context, input.Bucket);
      if (!publicAccessBlock) throw new AwsRefusal('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', { status: 404 });
      return { PublicAccessBlockConfiguration: publicAccessBlock };
    },
  },
  PutPublicAccessBlock: {
    resource: bucketArn,
    run(input, context) {
      const wanted = input.PublicAccessBlockConfiguration;
      findBucket(context, input.Bucket).publicAccessBlock = {
        BlockPublicAcls: wanted?.BlockPublicAcls ?? false,
        IgnorePublicAcls: wanted?.IgnorePublicAcls ?? false,
        BlockPublicPolicy: wanted?.BlockPublicPolicy ?? false,
        RestrictPublicBuckets: wanted?.RestrictPublicBuckets ?? false,
      };
      return {};
    },
  },
  DeletePublicAccessBlock: {
    resource: bucketArn,
    run(input, context) {
      delete findBucket(context, input.Bucket).publicAccessBlock;
      return {};
    },
  },
  GetBucketVersioning: {
    resource: bucketArn,
    run(input, context) {
      const { versioning } = findBucket(context, input.Bucket);
      return versioning === undefined ? {} : { Status: versioning };
    },
  },
  PutBucketVersioning: {
    resource: bucketArn,
    run(input, context) {
      findBucket(context, input.Bucket).versioning = input.VersioningConfiguration?.Status === 'Enabled' ? 'Enabled' : 'Suspended';
      return {};
    },
  },
  GetBucketEncryption: {
    resource: bucketArn,
    run(input, context) {
      const { encryption } = findBucket(context, input.Bucket);
      if (!encryption) throw new AwsRefusal('ServerSideEncryptionConfigurationNotFoundError', 'The server side encryption configuration was not found', { status: 404 });
      return { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption } }] } };
    },
  },
  GetBucketTagging: {
    resource: bucketArn,
    run(input, context) {
      const { tags } = findBucket(context, input.Bucket);
      if (tags.size === 0) throw new AwsRefusal('NoSuchTagSet', 'The TagSet does not exist', { status: 404 });
      return { TagSet: [...tags].map(([Key, Value]) => ({ Key, Value })) };
    },
  },
});

function isEmpty({ trailFiles }: World, bucket: SimBucket): boolean {
  if (bucket.objects.size > 0) return false;
  for (const { key } of trailFiles.list(bucket, { prefix: '', after: '' })) if (!bucket.deleted.has(key)) return false;
  return true;
}

function isEveryone(principal: PolicyStatement['Principal']): boolean {
  return principal === '*' || [principal?.AWS ?? []].flat().includes('*');
}
