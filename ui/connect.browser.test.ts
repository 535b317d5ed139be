import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, it } from 'vitest';
import { loadStories } from '../src/sim/load-stories.ts';
import { startSim, type Sim } from '../src/sim/start-sim.ts';
import { createWorld } from '../src/sim/world/create-world.ts';
import { agentActions } from '../src/testing/agent-actions.ts';
import { demoPages } from '../src/testing/demo-pages.ts';

const clock = () => new Date();
const world = createWorld({ seed: 11, accounts: 2, startedAt: clock(), clock, readerActions: agentActions, stories: await loadStories(), plan: [], keyDelayMs: 1_000 });
const { watcher, administrator, organization } = world;
const [first = '', second = ''] = [...world.accounts.keys()].filter((id) => id !== organization.managementAccountId);
let sim: Sim;
let robot = { accessKeyId: '', secretAccessKey: '' };

/** An installation that no account is connected to, at an AWS that is in the test's hands. */
const { demo, open } = demoPages(async () => {
  sim = await startSim({ world });
  robot = await makeRobot();
  const settings = { aws: { mode: 'live', endpoint: sim.url, retry: { maxAttempts: 1 }, breaker: { failureThreshold: 1_000 } } };
  return { settings: JSON.stringify(settings), environment: { AWS_ACCESS_KEY_ID: watcher.accessKeyId, AWS_SECRET_ACCESS_KEY: watcher.secretAccessKey } };
});
afterAll(() => sim.close());

it('a role is connected with its template; what was wrong is said, changed in its place, and works', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.goto('/accounts');
  await page.getByRole('main').getByRole('link', { name: 'Connect an account' }).first().click();
  await page.getByRole('button', { name: /^A role in the account/ }).click();
  const made = new URL(page.url()).searchParams.get('externalId') ?? '';
  expect(made).toMatch(/^watchkeeper-[0-9a-f]{32}$/);
  await page.getByRole('region', { name: /^The template/ }).getByText(made).waitFor();
  await page.getByRole('button', { name: 'Terraform' }).click();
  await page.getByRole('region', { name: /^The template .*\.tf$/ }).getByText(made).waitFor();
  await page.getByRole('button', { name: 'The role is there' }).click();

  await page.getByLabel('ARN of the role').fill('WatchkeeperRead');
  await page.getByText('An ARN looks like').waitFor();
  expect(await page.getByRole('button', { name: 'Connect and try it' }).isDisabled()).toBe(true);
  await page.getByLabel('ARN of the role').fill(`arn:aws:iam::${first}:role/${watcher.roleName}`);
  await page.getByRole('textbox', { name: 'Name' }).fill('production');
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'The role is there' }).click();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('production');
  await page.getByRole('button', { name: 'Connect and try it' }).click();
  await page.getByRole('heading', { name: 'production is connected, and does not work yet' }).waitFor();
  await page.getByRole('alert').getByText(/another external id/).waitFor();

  await page.getByRole('button', { name: 'Change what was given' }).click();
  await page.getByLabel('External id').fill(watcher.externalId);
  await page.getByRole('button', { name: 'Connect and try it' }).click();
  await page.getByRole('heading', { name: 'production is connected', exact: true }).waitFor();
  await page.getByRole('link', { name: 'See the account' }).click();
  const panel = page.getByRole('article', { name: 'Account' });
  await panel.getByRole('button', { name: 'Change' }).click();
  await panel.getByLabel('Tags').fill('team=platform');
  await panel.getByRole('button', { name: 'Save' }).click();
  await panel.getByText('team=platform').waitFor();
  await panel.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog', { name: 'Disconnect production?' }).getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('No AWS account is connected').waitFor();
  expect(complaints).toEqual([]);
}, 60_000);

it('an access key is sealed, tried, rotated step by step, revoked in an emergency and given back', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.goto('/accounts/connect?way=key&step=details');
  await page.getByLabel('Number of the account').fill(second);
  await page.getByLabel('Access key id').fill(robot.accessKeyId);
  await page.getByLabel('Secret access key').fill(robot.secretAccessKey);
  await page.getByRole('textbox', { name: 'Name' }).fill('robots');
  await page.getByRole('button', { name: 'Connect and try it' }).click();
  await page.getByRole('heading', { name: /^robots is connected/ }).waitFor();

  await page.goto('/settings/credentials');
  await page.getByRole('link', { name: 'Key of robots' }).click();
  const panel = page.getByRole('article', { name: 'Credential' });
  expect(await page.content()).not.toContain(robot.secretAccessKey);
  await panel.getByRole('button', { name: 'Test' }).click();
  await panel.getByText(`arn:aws:iam::${second}:user/robot`).waitFor();
  await panel.getByRole('button', { name: 'Rotate now' }).click();
  await panel.getByRole('list', { name: 'Steps of the rotation' }).locator('[aria-current=step]', { hasText: 'Make the old key inactive' }).waitFor();
  await panel.getByText(/^Credential rotated/).waitFor();

  await panel.getByRole('button', { name: 'Revoke' }).click();
  const dialog = page.getByRole('dialog', { name: 'Revoke Key of robots everywhere, now?' });
  await dialog.getByText(`robots (${second})`).waitFor();
  await dialog.getByLabel('Why').fill('It was found in a log');
  await dialog.getByRole('button', { name: 'Revoke it now' }).click();
  await panel.getByText('Revoked: nothing can use this key').waitFor();
  await panel.getByText('It was found in a log').first().waitFor();
  await panel.getByText(/is inactive in AWS/).waitFor();
  await panel.getByRole('button', { name: 'Take the revocation back' }).click();
  await page.getByRole('button', { name: 'Let it be used again' }).click();
  await panel.getByText('Revoked: nothing can use this key').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
}, 90_000);

/** A user of the second account that may look after its own keys. */
async function makeRobot(): Promise<typeof robot> {
  const base = { region: 'us-east-1', endpoint: sim.url };
  const { Credentials: given } = await new STSClient({ ...base, credentials: administrator }).send(new AssumeRoleCommand({ RoleSessionName: 'setup', RoleArn: `arn:aws:iam::${second}:role/${administrator.roleName}` }));
  const credentials = { accessKeyId: given?.AccessKeyId ?? '', secretAccessKey: given?.SecretAccessKey ?? '', sessionToken: given?.SessionToken ?? '' };
  const iam = new IAMClient({ ...base, credentials });
  const user = { UserName: 'robot' };
  await iam.send(new CreateUserCommand(user));
  await iam.send(new PutUserPolicyCommand({ ...user, PolicyName: 'own-keys', PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::${second}:user/robot` }] }) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand(user));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}
