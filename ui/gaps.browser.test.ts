import { expect, it } from 'vitest';
import { demoPages } from '../src/testing/demo-pages.ts';

const settings = `
aws:
  mode: live
  endpoint: http://127.0.0.1:9
  retry: { maxAttempts: 1 }
accounts:
  - { accountId: '111122223333', name: production, regions: [us-east-1, eu-west-1] }
`;
const { demo, open } = demoPages({ settings, environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret' } });

it('an AWS that does not answer is a gap with its cause and remedy, and nothing looks well', async () => {
  const { page, complaints } = await open();
  await demo().logIn(page);
  await page.getByRole('region', { name: 'Could not look' }).getByText('Unreachable').waitFor();
  await page.getByRole('region', { name: 'Accounts' }).getByText('Not seen').waitFor();
  await page.getByRole('region', { name: 'Agents' }).getByText('With gaps').waitFor();
  await page.getByText('Nothing is open where it could be looked').waitFor();
  expect(await page.getByText('Simulated').count()).toBe(0);

  await page.getByRole('link', { name: /^Gaps/ }).click();
  await page.getByText('cloudtrail:LookupEvents').waitFor();
  expect(await page.getByRole('main').textContent()).toMatch(/in eu-west-1, us-east-1 of production.*Check the network/);
  expect(complaints).toEqual([]);
});
