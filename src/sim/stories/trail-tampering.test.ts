import { CloudTrailClient, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { afterEach, expect, it } from 'vitest';
import { loadRules } from '../../watch/activity/sigma/load-rules.ts';
import { tellTestStory, type ToldStory } from '../tell-test-story.ts';

const { rules } = await loadRules([new URL('../../../rules', import.meta.url).pathname]);
let told: ToldStory;
afterEach(() => told.test.close());

it('sets off the rule about stopped trails, and none when the trail is started again', async () => {
  told = await tellTestStory('trail-tampering', { inMinutes: -60 });
  told.skipTo('resolved');
  expect(told.firing(rules)).toEqual(['aws/cloudtrail/trail-stopped: StopLogging']);
});

it('leaves the trail stopped until somebody starts it', async () => {
  told = await tellTestStory('trail-tampering', { inMinutes: 10 });
  expect(await look()).toEqual(true);
  told.skipTo('told');
  expect(await look()).toEqual(false);
  told.skipTo('resolved');
  expect(await look()).toEqual(true);
});

async function look(): Promise<boolean | undefined> {
  const trails = told.test.client(CloudTrailClient, await told.administrator());
  return (await trails.send(new GetTrailStatusCommand({ Name: 'audit-trail' }))).IsLogging;
}
