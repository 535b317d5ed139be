import { expect, it } from 'vitest';
import { z } from 'zod';
import { demoPages } from '../src/testing/demo-pages.ts';

const { demo, open } = demoPages();
const someFindings = z.object({ findings: z.array(z.object({ id: z.string(), producer: z.object({ id: z.string() }) })) });

/** The finding about a bucket that was opened, once the demo has found it. */
async function openedBucket() {
  const find = async () => someFindings.parse(await (await demo().ask('/api/findings?q=bucket')).json()).findings[0];
  await expect.poll(find, { timeout: 60_000 }).toBeDefined();
  const finding = await find();
  if (!finding) throw new Error('The finding is gone again');
  return finding;
}

it('a finding is judged with the keyboard, explained, and the verdict is taken back', async () => {
  const { id } = await openedBucket();
  const { page } = await open();
  await demo().logIn(page);
  await page.goto(`/findings/${id}?status=all`);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await verdict.getByRole('button', { name: 'Benign' }).focus();
  await page.keyboard.press('Enter');
  await verdict.getByText('It happened as it says, and was meant.').waitFor();
  await page.getByRole('article', { name: 'Finding' }).getByText('Resolved').waitFor();
  await verdict.getByLabel('Why').fill('A planned opening');
  await verdict.getByRole('button', { name: 'Keep the note' }).click();
  await verdict.getByRole('button', { name: 'Keep the note' }).waitFor({ state: 'detached' });
  expect(await (await demo().ask(`/api/findings/${id}`)).json()).toMatchObject({ status: 'resolved', decision: { verdict: 'benign', note: 'A planned opening', by: 'admin' } });
  await verdict.getByRole('button', { name: 'Take it back' }).click();
  await verdict.getByText('Your verdict tells how precise the rule is').waitFor();
  expect(await (await demo().ask(`/api/findings/${id}`)).json()).toMatchObject({ status: 'open', decision: null });
});

it("a rule's page shows its noise with its counts, and a suggested exception is accepted", async () => {
  const { id, producer } = await openedBucket();
  await demo().ask(`/api/findings/${id}/verdict`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ verdict: 'benign' }) });
  const { page } = await open();
  await demo().logIn(page);
  await page.goto(`/rules?rule=${encodeURIComponent(producer.id)}`);
  const rule = page.getByRole('article', { name: 'Rule' });
  await rule.getByText(/0 of 1 true, 1 benign/).waitFor();
  await rule.getByRole('button', { name: 'Accept for 90 days' }).first().click();
  await rule.getByText(/Suggested: 1 alert like this were judged harmless/).waitFor();
  expect(await rule.getByRole('button', { name: 'Accept for 90 days' }).count()).toBe(0);
});

it('a principal is reached from a finding, and the coverage from the navigation', async () => {
  const { id } = await openedBucket();
  const { page } = await open();
  await demo().logIn(page);
  await page.goto(`/findings/${id}?status=all`);
  await page.getByRole('link', { name: 'What they do' }).click();
  await page.getByRole('heading', { name: 'Last 30 days' }).waitFor();
  await page.getByRole('list', { name: 'Suspicious calls' }).getByText('s3:').first().waitFor();
  await page.getByRole('link', { name: 'Coverage', exact: true }).click();
  await page.getByRole('heading', { name: 'Coverage', level: 1 }).waitFor();
  await page.getByRole('img', { name: /us-east-1: .*(seen|not looked at)/ }).first().waitFor();
  expect(new URL(page.url()).pathname).toBe('/activity/coverage');
});
