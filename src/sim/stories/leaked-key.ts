import { addKey, addUser } from '../world/estate/make-identities.ts';
import { awsManagedArn } from '../world/estate/policies.ts';
import { responder, strangeAddress, userActor } from '../world/story-actors.ts';
import { defineStory, refused } from '../world/story.ts';

const region = 'us-east-1';
const administrator = awsManagedArn('AdministratorAccess');

export default defineStory({
  title: 'A leaked key looks around and makes itself at home',
  about: 'The key of an old deployment user, published by mistake, is tried from abroad, meets refusals, and makes a user of its own with administrator rights.',
  tactics: ['discovery', 'persistence', 'privilege-escalation'],
  plan(scene) {
    const { account, dice } = scene;
    const actor = userActor(account, 'ci-legacy', { address: strangeAddress(scene), agent: 'python-requests/2.32.3' });
    const userName = `svc-${dice.pick(['support', 'billing', 'audit'])}-${dice.hex(4)}`;
    const arn = `arn:aws:iam::${account.id}:user/${userName}`;
    const user = { source: 'iam', resources: [{ type: 'AWS::IAM::User', arn }] };
    const accessKeyId = `AKIA${dice.letters(16)}`;
    return {
      region,
      actor,
      firstCause: 'GetCallerIdentity',
      steps: [
        { afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { afterMs: 34_000, source: 'iam', name: 'ListUsers', tactic: 'discovery', error: refused(actor, 'iam', 'ListUsers') },
        { afterMs: 71_000, source: 'secretsmanager', name: 'ListSecrets', tactic: 'discovery', error: refused(actor, 'secretsmanager', 'ListSecrets') },
        { afterMs: 95_000, source: 'ses', name: 'GetSendQuota', tactic: 'discovery', error: refused(actor, 'ses', 'GetSendQuota') },
        { afterMs: 140_000, source: 'ec2', name: 'DescribeInstances', tactic: 'discovery', parameters: { instancesSet: {}, filterSet: {} } },
        {
          ...user,
          afterMs: 260_000,
          name: 'CreateUser',
          tactic: 'persistence',
          parameters: { userName },
          response: { user: { userName, arn, path: '/' } },
          change: (changed, at) => void addUser(changed, userName, { dice, createdAt: at }),
        },
        {
          ...user,
          afterMs: 312_000,
          name: 'AttachUserPolicy',
          tactic: 'privilege-escalation',
          parameters: { userName, policyArn: administrator },
          change: (changed) => void changed.users.get(userName)?.attachedPolicies.add(administrator),
        },
        {
          ...user,
          afterMs: 375_000,
          name: 'CreateAccessKey',
          tactic: 'persistence',
          parameters: { userName },
          response: { accessKey: { userName, accessKeyId, status: 'Active' } },
          change(changed, at) {
            const made = changed.users.get(userName);
            if (made) addKey(made, { dice, createdAt: at, id: accessKeyId });
          },
        },
      ],
      aftermath: {
        afterHours: 3,
        actor: responder(scene),
        steps: [
          { ...user, name: 'DeleteAccessKey', parameters: { userName, accessKeyId } },
          { ...user, name: 'DetachUserPolicy', parameters: { userName, policyArn: administrator } },
          { ...user, name: 'DeleteUser', parameters: { userName }, change: (changed) => void changed.users.delete(userName) },
        ],
      },
    };
  },
});
