import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { demoPages } from '../src/testing/demo-pages.ts';
import { totpCode } from '../src/testing/totp-code.ts';

const { demo, open } = demoPages(async () => ({ settings: 'access:\n  secondFactorFor: [approver]\nserver:\n  loginTriesPerMinute: 100\n' }));
const password = 'lamp river copper stair';

async function addUser(user: { username: string; role: string; accounts?: string[] }): Promise<void> {
  const answer = await demo().ask('/api/users', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...user, password }) });
  expect(answer.status).toBe(201);
}

async function enter(page: Page, username: string): Promise<void> {
  await page.goto('/login');
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
}

async function showsSettings(page: Page): Promise<string[]> {
  return page.getByRole('group', { name: 'Settings' }).getByRole('link').allTextContents();
}

/** Goes through the three steps, and returns what an authenticator app and a drawer hold afterwards. */
async function enrol(page: Page): Promise<{ seed: string; recoveryCodes: string[] }> {
  await page.locator('input[name=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  const text = await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
  const seed = (text ?? '').replaceAll(' ', '');
  await page.locator('input[name=code]').fill(totpCode(seed));
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor();
  const recoveryCodes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  return { seed, recoveryCodes };
}

it('who must have a second factor sets it up before anything else, and logs in with the app or with a recovery code', async () => {
  await addUser({ username: 'anna', role: 'approver' });
  const { page } = await open();
  await enter(page, 'anna');
  await page.getByRole('heading', { name: 'Set up the two-step login' }).waitFor();
  await page.goto('/findings');
  await page.getByRole('heading', { name: 'Set up the two-step login' }).waitFor();
  const { seed, recoveryCodes } = await enrol(page);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(recoveryCodes).toHaveLength(10);

  await page.context().clearCookies();
  await enter(page, 'anna');
  await page.getByRole('heading', { name: 'Two-step login' }).waitFor();
  await page.locator('input[name=code]').fill('000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  // The code of this half minute was taken when it was turned on.
  await page.locator('input[name=code]').fill(totpCode(seed, new Date(Date.now() + 30_000)));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  await page.context().clearCookies();
  await enter(page, 'anna');
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCodes[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.goto('/settings/access');
  await page.getByText('9 recovery codes left').waitFor();
}, 120_000);

it('a user is added, limited to an account and removed; whoever is limited learns of no other account and manages nothing', async () => {
  const { accounts } = z.object({ accounts: z.array(z.object({ accountId: z.string(), name: z.string() })) }).parse(await (await demo().ask('/api/aws/accounts')).json());
  const [own, ...others] = accounts;
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a user' });
  await dialog.getByLabel('Username').fill('vera');
  await dialog.getByLabel('First password').fill(password);
  await dialog.getByText('Only some accounts').click();
  expect(await dialog.getByRole('button', { name: 'Add the user' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox', { name: own?.accountId ?? '' }).check();
  await dialog.getByRole('button', { name: 'Add the user' }).click();
  await dialog.waitFor({ state: 'detached' });

  const { page: hers } = await open();
  await enter(hers, 'vera');
  await hers.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(await showsSettings(hers)).toEqual(['Accounts', 'Your access']);
  for (const path of ['/findings', '/accounts', '/gaps', '/activity', '/settings/access']) {
    await hers.goto(path);
    await hers.getByRole('heading', { level: 1 }).first().waitFor();
    await hers.waitForFunction(() => document.querySelector('[role="status"][aria-label^="Loading"]') === null);
    const text = await hers.locator('body').innerText();
    expect(others.map(({ accountId }) => accountId).filter((accountId) => text.includes(accountId))).toEqual([]);
  }
  await hers.goto('/settings/users');
  await hers.getByText('Users are for administrators').waitFor();
  await hers.goto('/settings/audit');
  await hers.getByText('The audit log is for administrators').waitFor();

  await page.reload();
  await page.getByRole('button', { name: 'More for vera' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove vera?' }).getByRole('button', { name: 'Remove the user' }).click();
  await page.getByRole('button', { name: 'Change vera' }).waitFor({ state: 'detached' });
  await hers.reload();
  await hers.waitForURL('**/login?to=*');
}, 120_000);

it('a key is shown once, works, and stops working when it is revoked', async () => {
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/settings/access');
  await page.getByRole('button', { name: 'New key' }).click();
  await page.getByLabel('What it is for').fill('nightly report');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = (await page.getByText(/^wk_key_/).last().textContent()) ?? '';
  const ask = () => fetch(`${demo().url}/api/findings`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask()).status).toBe(200);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  await page.getByRole('button', { name: 'Revoke the key nightly report' }).waitFor();
  expect(await page.locator('body').innerText()).not.toContain(key);

  await page.getByRole('button', { name: 'Revoke the key nightly report' }).click();
  await page.getByRole('button', { name: 'Revoke the key', exact: true }).click();
  await page.getByText('There is no key').waitFor();
  expect((await ask()).status).toBe(401);
}, 120_000);

it('all other sessions end at once, and this one stays', async () => {
  const { page: elsewhere } = await open();
  await demo().logIn(elsewhere);
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/settings/access');
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
  await elsewhere.reload();
  await elsewhere.waitForURL('**/login*');
  await page.reload();
  await page.getByText('This one').waitFor();
  expect(new URL(page.url()).pathname).toBe('/settings/access');
}, 120_000);

it('the audit log is filtered by a link, read to an entry, verified and exported', async () => {
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/settings/audit?action=login');
  const entries = page.getByRole('list', { name: 'Entries' }).getByRole('link');
  await entries.first().waitFor();
  expect(new Set((await entries.allTextContents()).map((text) => text.split(' ')[0]))).toEqual(new Set(['Login']));
  await entries.first().click();
  const entry = page.getByRole('article', { name: 'Entry' });
  await entry.getByText('login.succeeded').waitFor();
  await page.getByRole('button', { name: 'Close the entry' }).click();
  await page.getByText('Chain whole').waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText(/^Verified up to entry/).waitFor();

  await page.getByRole('button', { name: 'Export' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: /JSON lines/ }).click();
  expect((await waiting).suggestedFilename()).toBe('audit.jsonl');
}, 120_000);

it('a name with too many wrong passwords is told how long it is locked', async () => {
  const { page } = await open();
  await page.goto('/login');
  await page.locator('input[name=username]').fill('nobody-here');
  for (let tries = 0; tries < 7 && !(await page.getByText(/It is locked for/).isVisible()); tries += 1) {
    await page.locator('input[name=password]').fill(`wrong ${tries}`);
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/session') && response.request().method() === 'POST');
    await page.keyboard.press('Enter');
    await answered;
    await page.getByRole('alert').waitFor();
  }
  await page.getByText(/It is locked for \d+ seconds?, then you can try again/).waitFor();
  expect(await page.getByRole('button', { name: 'Log in', exact: true }).isDisabled()).toBe(true);
});
