import { afterAll, expect, it } from 'vitest';
import { loadStories } from '../src/sim/load-stories.ts';
import { startSim, type Sim } from '../src/sim/start-sim.ts';
import { createWorld } from '../src/sim/world/create-world.ts';
import { agentActions } from '../src/testing/agent-actions.ts';
import { demoPages } from '../src/testing/demo-pages.ts';

const clock = () => new Date();
const region = 'us-east-1';
const world = createWorld({ seed: 11, accounts: 1, startedAt: clock(), clock, readerActions: agentActions, stories: await loadStories(), plan: [] });
const { watcher, organization } = world;
const accountId = [...world.accounts.keys()].find((id) => id !== organization.managementAccountId) ?? '';
let sim: Sim;

// A trail that covers another region alone: what happens here is told by LookupEvents, within seconds.
const [home, away] = [world.accounts.get(accountId)?.regions.get(region), world.accounts.get(accountId)?.regions.get('eu-west-1')];
for (const moved of home?.trails.splice(0) ?? []) away?.trails.push(Object.assign(moved, { trail: { ...moved.trail, HomeRegion: 'eu-west-1', IsMultiRegionTrail: false } }));

/** As for a real account, at an AWS that is in the test's hands. */
const { demo, open } = demoPages(async () => {
  sim = await startSim({ world });
  sim.faults.add({ match: { service: 'cloudtrail' }, fault: { kind: 'access-denied' } });
  const settings = {
    aws: { mode: 'live', endpoint: sim.url, retry: { maxAttempts: 1 }, breaker: { failureThreshold: 1_000 } },
    accounts: [{ accountId, name: 'production', regions: [region], credential: { kind: 'role', roleArn: `arn:aws:iam::${accountId}:role/${watcher.roleName}`, externalId: watcher.externalId } }],
  };
  return { settings: JSON.stringify(settings), environment: { AWS_ACCESS_KEY_ID: watcher.accessKeyId, AWS_SECRET_ACCESS_KEY: watcher.secretAccessKey, WATCHKEEPER_POLL_EVERY: '1s' } };
});
afterAll(() => sim.close());

it('what happens shows by itself: a gap, its end, a finding, and one more that waits until the reader of the list wants it', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const unseen = page.getByRole('region', { name: 'Could not look' });
  const accounts = page.getByRole('region', { name: 'Accounts' });
  await unseen.getByText('Access denied').first().waitFor();
  await accounts.getByText('Not seen').waitFor();
  await page.getByText('Nothing is open where it could be looked').waitFor();
  await page.getByRole('link', { name: /^Gaps/ }).click();
  expect(await page.getByRole('main').textContent()).toMatch(/cloudtrail:LookupEvents in us-east-1 of production.*Allow cloudtrail:LookupEvents/);
  await page.getByRole('link', { name: 'Overview' }).click();

  sim.faults.clear();
  await unseen.getByText('Everything was looked at').waitFor();
  await accounts.getByText('Watched').waitFor();
  await page.getByText('Nothing is open', { exact: true }).waitFor();

  world.tell({ storyId: 'public-bucket', accountId, region, withinMs: 1_000 });
  await page.getByRole('link', { name: 'A bucket was opened to everyone' }).click();
  await page.getByRole('heading', { name: 'A bucket was opened to everyone' }).waitFor();
  await page.keyboard.press('Escape');

  await page.locator('tbody tr').first().hover();
  world.tell({ storyId: 'trail-tampering', accountId, region, withinMs: 1_000 });
  const waiting = page.getByRole('button', { name: 'Show 1 new finding' });
  await waiting.waitFor();
  expect(await page.locator('tbody tr').count()).toBe(1);
  await waiting.click();
  await page.getByRole('link', { name: 'A CloudTrail trail was stopped or deleted' }).waitFor();
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
  expect(complaints).toEqual([]);
}, 120_000);
