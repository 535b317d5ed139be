import { defineStory, userActor } from '../world/story.ts';

export default defineStory({
  title: 'A bucket of exports is opened to everyone',
  about: 'To share a file quickly, somebody takes the public access block off a bucket and lets everybody read it.',
  tactics: ['collection', 'exfiltration'],
  plan({ account, dice }) {
    const people = [...account.users.keys()].filter((name) => name.includes('.'));
    const actor = userActor(account, dice.pick(people), { address: '203.0.113.21', agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15' });
    const bucket = dice.pick([...account.buckets.values()].filter(({ name }) => name.includes('exports')));
    const arn = `arn:aws:s3:::${bucket.name}`;
    const resources = [{ accountId: account.id, type: 'AWS::S3::Bucket', ARN: arn }];
    const policy = { Version: '2012-10-17', Statement: [{ Sid: 'Share', Effect: 'Allow' as const, Principal: '*' as const, Action: 's3:GetObject', Resource: `${arn}/*` }] };
    const base = { actor, region: bucket.region, source: 's3', resource: arn, resources };
    return {
      region: bucket.region,
      firstCause: 1,
      dailyUsd: 0,
      steps: [
        { ...base, afterMs: 0, name: 'GetBucketPublicAccessBlock', tactic: 'collection', parameters: { bucketName: bucket.name } },
        {
          ...base,
          afterMs: 9_000,
          name: 'DeleteBucketPublicAccessBlock',
          tactic: 'exfiltration',
          parameters: { bucketName: bucket.name },
          change: (changed) => {
            const opened = changed.buckets.get(bucket.name);
            if (opened) delete opened.publicAccessBlock;
          },
        },
        {
          ...base,
          afterMs: 21_000,
          name: 'PutBucketPolicy',
          tactic: 'exfiltration',
          parameters: { bucketName: bucket.name, bucketPolicy: policy },
          change: (changed) => {
            const opened = changed.buckets.get(bucket.name);
            if (opened) opened.policy = policy;
          },
        },
      ],
    };
  },
});
