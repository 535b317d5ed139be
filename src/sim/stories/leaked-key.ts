import { addKey, addUser, managedPolicies } from '../world/make-identities.ts';
import { defineStory, userActor } from '../world/story.ts';

const denied = (action: string) => ({ code: 'AccessDenied', message: `User is not authorized to perform: ${action}` });

export default defineStory({
  title: 'A leaked key looks around and makes itself at home',
  about: 'A monitoring key that got into a public repository is tried from abroad, meets refusals, and ends by making a user of its own with administrator rights.',
  tactics: ['discovery', 'persistence', 'privilege-escalation'],
  plan({ account, dice }) {
    const actor = userActor(account, 'monitoring', { address: `198.51.100.${1 + dice.whole(250)}`, agent: 'python-requests/2.32.3' });
    const region = 'us-east-1';
    const name = `svc-${dice.pick(['support', 'billing', 'audit'])}-${dice.hex(4)}`;
    const user = `arn:aws:iam::${account.id}:user/${name}`;
    const resources = [{ accountId: account.id, type: 'AWS::IAM::User', ARN: user }];
    const base = { actor, region, source: 'iam' };
    return {
      region,
      firstCause: 0,
      dailyUsd: 0,
      steps: [
        { ...base, afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { ...base, afterMs: 3_000, name: 'ListUsers', tactic: 'discovery', parameters: {} },
        { ...base, afterMs: 5_000, source: 'secretsmanager', name: 'ListSecrets', tactic: 'discovery', error: denied('secretsmanager:ListSecrets') },
        { ...base, afterMs: 7_000, source: 'ses', name: 'GetSendQuota', tactic: 'discovery', error: denied('ses:GetSendQuota') },
        { ...base, afterMs: 9_000, source: 'ec2', name: 'DescribeInstances', tactic: 'discovery', parameters: {} },
        {
          ...base,
          afterMs: 16_000,
          name: 'CreateUser',
          tactic: 'persistence',
          parameters: { userName: name },
          resource: user,
          resources,
          change: (changed, at) => void addUser(changed, name, { dice, bornAt: at }),
        },
        {
          ...base,
          afterMs: 22_000,
          name: 'AttachUserPolicy',
          tactic: 'privilege-escalation',
          parameters: { userName: name, policyArn: managedPolicies.admin },
          resource: user,
          resources,
          change: (changed) => void changed.users.get(name)?.attachedPolicies.add(managedPolicies.admin),
        },
        {
          ...base,
          afterMs: 27_000,
          name: 'CreateAccessKey',
          tactic: 'persistence',
          parameters: { userName: name },
          resource: user,
          resources,
          change(changed, at) {
            const made = changed.users.get(name);
            if (made) addKey(made, dice, at);
          },
        },
      ],
    };
  },
});
