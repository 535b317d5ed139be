import { documentOf, ownArn } from '../world/estate/policies.ts';
import { responder, strangeAddress, userActor } from '../world/story-actors.ts';
import { defineStory } from '../world/story.ts';
import type { SimAccount } from '../world/world.ts';

const region = 'us-east-1';
const everything = documentOf({ Effect: 'Allow', Action: '*', Resource: '*' });

export default defineStory({
  title: 'A deployment user makes itself administrator',
  about: 'A machine user that may write versions of its own policy writes one that allows everything and switches to it.',
  tactics: ['discovery', 'privilege-escalation', 'persistence'],
  plan(scene) {
    const { account } = scene;
    const actor = userActor(account, 'ci-legacy', { address: strangeAddress(scene), agent: 'Boto3/1.35.36 md/Botocore#1.35.36 os/linux lang/python#3.11.9' });
    const policyArn = ownArn(account, 'team-deploy');
    const policy = { source: 'iam', resources: [{ type: 'AWS::IAM::Policy', arn: policyArn }] };
    const known = account.policies.get(policyArn)?.versions ?? [];
    const before = known.find(({ isDefault }) => isDefault)?.id ?? 'v1';
    const versionId = `v${1 + Math.max(0, ...known.map(({ id }) => Number(id.slice(1))))}`;
    return {
      region,
      actor,
      firstCause: 'CreatePolicyVersion',
      steps: [
        { afterMs: 0, source: 'sts', name: 'GetCallerIdentity', tactic: 'discovery' },
        { ...policy, afterMs: 42_000, name: 'GetPolicy', tactic: 'discovery', parameters: { policyArn } },
        { ...policy, afterMs: 66_000, name: 'GetPolicyVersion', tactic: 'discovery', parameters: { policyArn, versionId: before } },
        {
          ...policy,
          afterMs: 190_000,
          name: 'CreatePolicyVersion',
          tactic: 'privilege-escalation',
          parameters: { policyArn, setAsDefault: true, policyDocument: JSON.stringify(everything) },
          response: { policyVersion: { versionId, isDefaultVersion: true } },
          change(changed, at) {
            changed.policies.get(policyArn)?.versions.push({ id: versionId, document: everything, isDefault: false, createdAt: at });
            setDefault(changed, policyArn, versionId);
          },
        },
        { afterMs: 233_000, source: 'iam', name: 'ListUsers', tactic: 'persistence' },
        { afterMs: 281_000, source: 'iam', name: 'ListRoles', tactic: 'persistence' },
      ],
      aftermath: {
        afterHours: 4,
        actor: responder(scene),
        steps: [
          { ...policy, name: 'SetDefaultPolicyVersion', parameters: { policyArn, versionId: before }, change: (changed) => setDefault(changed, policyArn, before) },
          { ...policy, name: 'DeletePolicyVersion', parameters: { policyArn, versionId }, change: (changed) => deleteVersion(changed, policyArn, versionId) },
        ],
      },
    };
  },
});

function setDefault({ policies }: SimAccount, arn: string, versionId: string): void {
  for (const version of policies.get(arn)?.versions ?? []) version.isDefault = version.id === versionId;
}

function deleteVersion({ policies }: SimAccount, arn: string, versionId: string): void {
  const versions = policies.get(arn)?.versions ?? [];
  const at = versions.findIndex(({ id }) => id === versionId);
  if (at >= 0) versions.splice(at, 1);
}
