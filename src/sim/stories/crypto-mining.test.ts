import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about GPU machines, and none when they are terminated', async () => {
  told = await tellTestStory('crypto-mining', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/ec2/gpu-instances-launched: RunInstances']);
});

it('leaves machines in an empty region until somebody terminates them', async () => {
  told = await tellTestStory('crypto-mining', { inMinutes: 10 });
  expect(await look()).toEqual(false);
  told.skipTo('told');
  expect(await look()).toEqual(true);
  told.skipTo('resolved');
  expect(await look()).toEqual(false);
});

async function look(): Promise<boolean> {
  const { test, truth } = told;
  const ec2 = test.client(EC2Client, await told.administrator(), truth.region);
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-type', Values: ['p4d.24xlarge'] }] }));
  return Reservations.length > 0;
}
