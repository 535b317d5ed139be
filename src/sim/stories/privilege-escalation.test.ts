import { GetPolicyCommand, GetPolicyVersionCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about administrators, and none when the policy is put back', async () => {
  told = await tellTestStory('privilege-escalation', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/iam/administrator-made: CreatePolicyVersion']);
});

it('leaves a policy that allows everything until somebody goes back to the version before', async () => {
  told = await tellTestStory('privilege-escalation', { inMinutes: 10 });
  expect(await look()).toEqual(false);
  told.skipTo('told');
  expect(await look()).toEqual(true);
  told.skipTo('resolved');
  expect(await look()).toEqual(false);
});

async function look(): Promise<boolean> {
  const { test, truth } = told;
  const iam = test.client(IAMClient, await told.administrator());
  const [PolicyArn] = truth.resources;
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId }));
  return decodeURIComponent(PolicyVersion?.Document ?? '').includes('"Action":"*"');
}
