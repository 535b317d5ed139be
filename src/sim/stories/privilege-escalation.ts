import { defineStory, userActor } from '../world/story.ts';

export default defineStory({
  title: 'A deployment user makes itself administrator',
  about: 'A machine user that may write versions of its own policy writes one that allows everything and switches to it.',
  tactics: ['discovery', 'privilege-escalation', 'persistence'],
  plan({ account, dice }) {
    const actor = userActor(account, 'backup-export', { address: `192.0.2.${1 + dice.whole(250)}`, agent: 'Boto3/1.35.36 md/Botocore#1.35.36 os/linux lang/python#3.11.9' });
    const region = 'us-east-1';
    const policy = `arn:aws:iam::${account.id}:policy/team-deploy`;
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow' as const, Action: '*', Resource: '*' }] };
    const base = { actor, region, source: 'iam' };
    return {
      region,
      firstCause: 2,
      dailyUsd: 0,
      steps: [
        { ...base, afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { ...base, afterMs: 6_000, name: 'ListAttachedUserPolicies', tactic: 'discovery', parameters: { userName: 'backup-export' } },
        {
          ...base,
          afterMs: 17_000,
          name: 'CreatePolicyVersion',
          tactic: 'privilege-escalation',
          parameters: { policyArn: policy, setAsDefault: true, policyDocument: JSON.stringify(document) },
          resource: policy,
          resources: [{ accountId: account.id, type: 'AWS::IAM::Policy', ARN: policy }],
          change(changed, at) {
            const versions = changed.policies.get(policy)?.versions ?? [];
            for (const version of versions) version.isDefault = false;
            versions.push({ id: `v${versions.length + 1}`, document, isDefault: true, createdAt: at });
          },
        },
        { ...base, afterMs: 34_000, name: 'ListUsers', tactic: 'persistence', parameters: {} },
      ],
    };
  },
});
