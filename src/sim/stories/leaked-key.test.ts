import { IAMClient, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about administrators, and none when the new one is removed', async () => {
  told = await tellTestStory('leaked-key', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/iam/administrator-made: AttachUserPolicy']);
});

it('leaves an administrator of its own until somebody deletes it', async () => {
  told = await tellTestStory('leaked-key', { inMinutes: 10 });
  expect(await look()).toEqual('NoSuchEntityException');
  told.skipTo('told');
  expect(await look()).toEqual(['AdministratorAccess']);
  told.skipTo('resolved');
  expect(await look()).toEqual('NoSuchEntityException');
});

async function look(): Promise<unknown> {
  const { test, truth } = told;
  const iam = test.client(IAMClient, await told.administrator());
  return iam.send(new ListAttachedUserPoliciesCommand({ UserName: truth.resources[0]?.split('/').at(-1) })).then(
    ({ AttachedPolicies }) => AttachedPolicies?.map(({ PolicyName }) => PolicyName),
    (error: Error) => error.name,
  );
}
