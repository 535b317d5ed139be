import { expect, it } from 'vitest';
import { demoPages } from '../src/testing/demo-pages.ts';
import { startProxy } from '../src/testing/start-proxy.ts';

const { demo, open } = demoPages();

it('a wrong password is refused in plain words, and the page that was asked for comes after the right one', async () => {
  const { page } = await open();
  await page.goto('/agents');
  await page.waitForURL('**/login?to=*');
  await page.locator('input[name=password]').fill('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('The username or the password is wrong').waitFor();
  await page.locator('input[name=password]').fill(demo().password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/agents');
});

it('a finding is filtered, opened, read to its evidence, linked and closed with the keyboard alone', async () => {
  await demo().foundSomething();
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/findings');
  await page.locator('tbody a').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('bucket');
  await page.waitForURL('**/findings?q=bucket');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);

  await page.locator('tbody a').first().focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('article', { name: 'Finding' });
  await panel.getByRole('heading', { name: 'A bucket was opened to everyone' }).waitFor();
  await panel.getByText('s3:PutBucketPolicy').first().waitFor();
  await panel.getByRole('button', { name: 'CloudTrail record' }).first().click();
  await panel.getByText('"eventName": "PutBucketPolicy"').or(panel.getByText('"eventName": "DeleteBucketPublicAccessBlock"')).first().waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/findings\/[\w-]{36}$/);

  await page.keyboard.press('Escape');
  await page.waitForURL('**/findings?q=bucket');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('A bucket was opened to everyone');
});

it('where there is no room beside the list a finding is a dialog, which keeps the focus and gives it back', async () => {
  await demo().foundSomething();
  const { page } = await open({ viewport: { width: 820, height: 900 } });
  await demo().logIn(page);
  await page.goto('/findings');
  const row = page.locator('tbody a').first();
  const title = await row.textContent();
  await row.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: title ?? '', level: 2 }).waitFor();
  for (let stop = 0; stop < 12; stop += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(title);
});

it('the first stop of the Tab key leads past the navigation', async () => {
  const { page } = await open();
  await demo().logIn(page);
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  expect(await skip.evaluate((link) => link === document.activeElement && link.getBoundingClientRect().top >= 0)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(true);
});

it('a lost connection is said and comes back by itself; a session that ended meanwhile leads to the login and back', async () => {
  const proxy = await startProxy(demo().url);
  const { page } = await open({ baseURL: proxy.url });
  await demo().logIn(page);
  await page.goto('/gaps');
  await page.getByText('Live', { exact: true }).waitFor();
  proxy.lose();
  await page.getByText('Reconnecting').waitFor();
  proxy.restore();
  await page.getByText('Live', { exact: true }).waitFor();

  proxy.lose();
  await page.getByText('Reconnecting').waitFor();
  await page.context().clearCookies();
  proxy.restore();
  await page.waitForURL('**/login?to=*gaps');
  await page.locator('input[name=password]').fill(demo().password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Gaps', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/gaps');
});

it('a filtered list is a link, and an export of it is a file', async () => {
  await demo().foundSomething();
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/findings?severity=critical&q=nothing-like-this');
  await page.getByText('No finding fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await page.locator('tbody a').first().waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /CSV/ }).click()]);
  expect(download.suggestedFilename()).toBe('findings.csv');
});

it('an agent is stopped, set, and started again, and its log is shown', async () => {
  await demo().foundSomething();
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/agents');
  await page.getByRole('button', { name: 'Stop: CloudTrail watch' }).click();
  await page.getByText('does not run until it is started').waitFor();
  await page.getByRole('link', { name: 'CloudTrail watch' }).click();
  await page.getByRole('log').getByText(/Started by/).first().waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('Interval').fill('soon');
  await page.getByText('Interval: a number and a unit').waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await page.getByLabel('Interval').fill('2m');
  await page.keyboard.press('Enter');
  await page.getByText(/every 2m/).waitFor();
  await page.getByRole('button', { name: 'Start: CloudTrail watch' }).click();
  await page.getByRole('button', { name: 'Stop: CloudTrail watch' }).waitFor();
  expect(await (await demo().ask('/api/agents')).json()).toMatchObject({ agents: expect.arrayContaining([expect.objectContaining({ name: 'CloudTrail watch', state: 'running', every: '2m' })]) });
});

it('who may only look sees why, and is not offered more', async () => {
  await demo().ask('/api/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'looker', role: 'viewer', password: 'only-for-looking' }) });
  const { page } = await open();
  await page.goto('/login?to=/agents');
  await page.locator('input[name=username]').fill('looker');
  await page.locator('input[name=password]').fill('only-for-looking');
  await page.keyboard.press('Enter');
  const stop = page.getByRole('button', { name: 'Stop: CloudTrail watch' });
  await stop.waitFor();
  expect(await stop.isDisabled()).toBe(true);
  await stop.locator('..').hover();
  await page.getByText('This needs the role operator; yours is viewer').waitFor();
});

it('the theme is chosen and kept', async () => {
  const { page } = await open({ colorScheme: 'light' });
  await demo().logIn(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: /role, theme, log out/ }).click();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.reload();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(await ground()).toBe(dark);
});

it('logging out leads to the login page, and back does not show what was there', async () => {
  const { page } = await open();
  await demo().logIn(page);
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
  await page.getByRole('button', { name: /role, theme, log out/ }).click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.waitForURL('**/login**');
  await page.goBack();
  await page.waitForURL('**/login**');
  expect(await page.getByRole('navigation').count()).toBe(0);
});
