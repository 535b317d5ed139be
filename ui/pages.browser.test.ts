import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoPages } from '../src/testing/demo-pages.ts';

const { demo, open } = demoPages();
const pages = new Map<string, { path: string; views: readonly View[] }>();
type View = (typeof views)[number];
const views = [390, 820, 1440].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));
const extremes = views.filter(({ width, colorScheme }) => (width === 390 && colorScheme === 'light') || (width === 1440 && colorScheme === 'dark'));

beforeAll(async () => {
  await demo().foundSomething();
  const { findings, agentId } = await demo().places();
  const known = z.object({ findings: z.array(z.object({ principal: z.string().nullable() })) }).parse(await (await demo().ask('/api/findings?sort=severity')).json());
  const principal = known.findings.find((finding) => finding.principal !== null)?.principal ?? '';
  const paths = { login: '/login', overview: '/', findings: '/findings', 'a finding': `/findings/${findings[0]}`, agents: '/agents', 'an agent': `/agents/${agentId}`, accounts: '/accounts', connect: '/accounts/connect', 'a template': '/accounts/connect?way=role&step=template&externalId=watchkeeper-of-a-test', 'an access key to connect': '/accounts/connect?way=key&step=details', 'a new credential': '/settings/credentials?credential=new', gaps: '/gaps', activity: '/activity?range=24h', 'a principal': `/activity/principal?principal=${encodeURIComponent(principal)}`, coverage: '/activity/coverage', rules: '/rules?q=cloudtrail', 'a rule': '/rules?q=trail-stopped&rule=aws/cloudtrail/trail-stopped', query: '/activity/query', quality: '/activity/quality', credentials: '/settings/credentials', users: '/settings/users', 'your access': '/settings/access', 'the audit log': '/settings/audit', 'an entry of the audit log': '/settings/audit?entry=1' };
  for (const [name, path] of Object.entries(paths)) pages.set(name, { path, views });
  const states = { 'Athena that is off': '/activity/query?in=athena', 'an empty list': '/findings?q=nothing-like-this', 'a finding that is gone': '/findings/gone', 'no page': '/nowhere' };
  for (const [name, path] of Object.entries(states)) pages.set(name, { path, views: extremes });
});

it('every page is accessible in light and dark, fits its width on telephones, tablets and desks, and complains of nothing', async () => {
  const { page, complaints } = await open();
  const wrong: string[] = [];
  for (const [name, { path, views: shown }] of pages) {
    if (name === 'overview') await demo().logIn(page);
    await page.goto(path);
    await settle(page);
    for (const { width, colorScheme } of shown) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-${colorScheme}]`).waitFor();
      for (const problem of [...(await violationsOf(page)), ...(await overflowOf(page))]) wrong.push(`${name}, ${width} px, ${colorScheme}: ${problem}`);
    }
  }
  // The browser itself notes every answer of 404, which is what these two pages are about.
  const unexpected = complaints.filter((text) => !/status of 404/.test(text));
  expect([...wrong, ...unexpected]).toEqual([]);
}, 600_000);

describe('the first page', () => {
  it('needs less than 350 kB of JavaScript', () => {
    const manifest = z.record(z.string(), z.object({ file: z.string(), imports: z.array(z.string()).default([]) })).parse(JSON.parse(readFileSync(built('.vite/manifest.json'), 'utf8')));
    const files = new Set<string>();
    const add = (entry: string): void => {
      const chunk = manifest[entry];
      if (!chunk || files.has(chunk.file)) return;
      files.add(chunk.file);
      chunk.imports.forEach(add);
    };
    for (const entry of ['index.html', 'shell/app-shell.tsx', 'pages/overview-page.tsx']) add(entry);
    expect(files.size).toBeGreaterThan(3);
    const bytes = [...files].map((file) => gzipSync(readFileSync(built(file))).length).reduce((sum, size) => sum + size, 0);
    process.stderr.write(`Initial JavaScript: ${Math.round(bytes / 1000)} kB gzip in ${files.size} files\n`);
    expect(bytes, `${files.size} files`).toBeLessThan(350_000);
  });
});

function built(file: string): URL {
  return new URL(`../dist/ui/${file}`, import.meta.url);
}

async function settle(page: Page): Promise<void> {
  await page.locator('h1, h2, [role="alert"], p').first().waitFor();
  await page.waitForFunction(() => document.querySelector('[role="status"][aria-label^="Loading"], [role="progressbar"]') === null);
}

async function overflowOf(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return overflow > 0 ? [`${overflow} px wider than the window`] : [];
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = z.array(z.string()).parse(
    await page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`));
    }),
  );
  return found;
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
