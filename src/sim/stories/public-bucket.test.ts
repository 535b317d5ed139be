import { GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about opened buckets with both of its calls, and none when the bucket is closed', async () => {
  told = await tellTestStory('public-bucket', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/s3/bucket-opened: DeleteBucketPublicAccessBlock', 'aws/s3/bucket-opened: PutBucketPolicy']);
});

it('leaves a bucket without its public access block until somebody puts it back', async () => {
  told = await tellTestStory('public-bucket', { inMinutes: 10 });
  expect(await look()).toEqual(true);
  told.skipTo('told');
  expect(await look()).toEqual('NoSuchPublicAccessBlockConfiguration');
  told.skipTo('resolved');
  expect(await look()).toEqual(true);
});

async function look(): Promise<unknown> {
  const { test, truth } = told;
  const s3 = test.client(S3Client, await told.administrator());
  return s3.send(new GetPublicAccessBlockCommand({ Bucket: truth.resources[0]?.split(':').at(-1) })).then(
    ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration?.BlockPublicPolicy,
    (error: Error) => error.name,
  );
}
