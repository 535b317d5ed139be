import { emailDomain, people } from '../world/estate/people.ts';
import { documentOf } from '../world/estate/policies.ts';
import { responder, sessionActor } from '../world/story-actors.ts';
import { defineStory } from '../world/story.ts';
import type { SimAccount, SimBucket } from '../world/world.ts';

const blocked = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

export default defineStory({
  title: 'A bucket of exports is opened to everyone',
  about: 'To share a file quickly, somebody takes the public access block off a bucket of customer exports and lets everybody read it.',
  tactics: ['collection', 'exfiltration'],
  suits: (account) => exportsIn(account).length > 0,
  plan(scene) {
    const { account, dice } = scene;
    const actor = sessionActor(scene, 'AWSReservedSSO_PowerUserAccess', {
      session: `${dice.pick(people)}@${emailDomain}`,
      address: '198.51.100.14',
      agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
    });
    const { name: bucketName, region, policy: before } = dice.pick(exportsIn(account));
    const arn = `arn:aws:s3:::${bucketName}`;
    const bucket = { source: 's3', resources: [{ type: 'AWS::S3::Bucket', arn }] };
    const parameters = { bucketName, Host: `${bucketName}.s3.${region}.amazonaws.com` };
    const policy = documentOf({ Sid: 'Share', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` });
    const open = ({ buckets }: SimAccount) => buckets.get(bucketName);
    return {
      region,
      actor,
      firstCause: 'DeleteBucketPublicAccessBlock',
      steps: [
        { ...bucket, afterMs: 0, name: 'GetBucketPublicAccessBlock', tactic: 'collection', parameters: { ...parameters, publicAccessBlock: '' } },
        {
          ...bucket,
          afterMs: 47_000,
          name: 'DeleteBucketPublicAccessBlock',
          tactic: 'exfiltration',
          parameters: { ...parameters, publicAccessBlock: '' },
          change(changed) {
            delete open(changed)?.publicAccessBlock;
          },
        },
        {
          ...bucket,
          afterMs: 112_000,
          name: 'PutBucketPolicy',
          tactic: 'exfiltration',
          parameters: { ...parameters, bucketPolicy: policy, policy: '' },
          change(changed) {
            Object.assign(open(changed) ?? {}, { policy });
          },
        },
      ],
      aftermath: {
        afterHours: 5,
        actor: responder(scene),
        steps: [
          {
            ...bucket,
            name: 'PutBucketPublicAccessBlock',
            parameters: { ...parameters, publicAccessBlock: '' },
            change(changed) {
              Object.assign(open(changed) ?? {}, { publicAccessBlock: blocked });
            },
          },
          {
            ...bucket,
            name: 'PutBucketPolicy',
            parameters: { ...parameters, bucketPolicy: before ?? null, policy: '' },
            change(changed) {
              Object.assign(open(changed) ?? {}, { policy: before });
            },
          },
        ],
      },
    };
  },
});

function exportsIn({ buckets }: SimAccount): SimBucket[] {
  return [...buckets.values()].filter(({ name }) => name.includes('-exports-'));
}
