import { DescribeSnapshotAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about shared snapshots, and none when the snapshot is deleted', async () => {
  told = await tellTestStory('data-theft', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/ec2/snapshot-shared: ModifySnapshotAttribute']);
});

it('shares a snapshot with one stranger until somebody deletes it', async () => {
  told = await tellTestStory('data-theft', { inMinutes: 10 });
  expect(await look()).toEqual('InvalidSnapshot.NotFound');
  told.skipTo('told');
  expect(await look()).toEqual(1);
  told.skipTo('resolved');
  expect(await look()).toEqual('InvalidSnapshot.NotFound');
});

async function look(): Promise<unknown> {
  const { test, truth } = told;
  const ec2 = test.client(EC2Client, await told.administrator(), truth.region);
  const SnapshotId = truth.resources[0]?.split('/').at(-1);
  return ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })).then(
    ({ CreateVolumePermissions }) => CreateVolumePermissions?.length,
    (error: Error) => error.name,
  );
}
