import { beforeAll, expect, it } from 'vitest';
import { loadStories } from '../src/sim/load-stories.ts';
import { createWorld } from '../src/sim/world/create-world.ts';
import { demoPages } from '../src/testing/demo-pages.ts';

const seed = 42;

/** The demo's organisation follows from its seed, and with it the account whose Athena is asked. */
async function prepare() {
  const world = createWorld({ seed, accounts: 4, startedAt: new Date(), clock: () => new Date(), readerActions: [], stories: await loadStories(), plan: [] });
  const [, member] = [...world.accounts.keys()];
  return { settings: `demo: { seed: ${seed} }\nathena: { account: "${member}", output: "s3://answers/athena/", location: "s3://answers/lake/activity/" }\n` };
}

const { demo, open } = demoPages(prepare);

beforeAll(() => demo().foundSomething());

it('answers SQL about what is kept, says what is wrong with it, and keeps a query under a name', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.goto('/activity/query');
  const editor = page.getByLabel('SQL');
  await editor.fill("select 'events' as what, count(*) as n from activity");
  await editor.press('Control+Enter');
  await page.getByRole('cell', { name: 'events' }).waitFor();
  expect(await page.getByText(/^1 row in/).count()).toBe(1);

  await page.getByLabel('Save as').fill('How many');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'How many', exact: true }).waitFor();

  await editor.fill('select nope from activity');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('The lake could not answer').waitFor();
  await page.getByRole('button', { name: 'How many', exact: true }).click();
  expect(await editor.inputValue()).toContain('count(*)');
  await page.getByRole('button', { name: 'Forget How many' }).click();
  await page.getByText('None yet.').waitFor();

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('activity.csv');
  // The browser itself notes the refusal of what is wrong.
  expect(complaints.filter((text) => !/status of 400/.test(text))).toEqual([]);
});

it('stops a query that takes too long for whoever waits', async () => {
  const { page } = await open();
  await demo().logIn(page);
  await page.goto('/activity/query');
  await page.getByLabel('SQL').fill('select count(*) from range(10000000) a, range(10000000) b where a.range + b.range = 7');
  await page.getByRole('button', { name: 'Ask' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('It was stopped.').waitFor();
  expect(await page.getByRole('button', { name: 'Ask' }).isEnabled()).toBe(true);
});

it('asks Athena: the price before, the answer, the price after, and a Glue job that waits for approval', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.goto('/activity/query?in=athena');
  await page.getByLabel('SQL').fill("select 'one'");
  await page.getByRole('button', { name: 'What will it cost?' }).click();
  await page.getByText(/It may read 0 B in 0 files/).waitFor();
  await page.getByRole('button', { name: 'Ask Athena', exact: true }).click();
  await page.getByRole('cell', { name: 'one' }).waitFor();
  await page.getByText(/It read 0 B for \$/).waitFor();
  await page.getByText('$0.00005 of $5.00 this month').waitFor();
  expect(new URL(page.url()).searchParams.get('run')).toMatch(/^[0-9a-f-]{36}$/);

  await page.getByLabel('SQL').fill('drop table activity');
  await page.getByRole('button', { name: 'Ask Athena', exact: true }).click();
  await page.getByText('only reading is allowed here').waitFor();

  await page.getByLabel('Job', { exact: true }).fill('merge');
  await page.getByRole('button', { name: 'Ask for it' }).click();
  await page.getByRole('button', { name: /^Approve for \$0\.15/ }).waitFor();
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByText('(cancelled)').waitFor();

  await page.getByRole('button', { name: "Over the lake's copy in S3" }).click();
  await page.getByText('CREATE EXTERNAL TABLE').waitFor();
  expect(complaints.filter((text) => !/status of 403/.test(text))).toEqual([]);
});
