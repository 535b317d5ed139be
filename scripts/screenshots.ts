import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo } from '../src/testing/start-demo.ts';
import { openBrowser } from '../src/testing/open-browser.ts';
import { repoRoot } from './repo-root.ts';

/** Starts the demo and takes the pictures that the README shows. `--all DIR` takes every page, at three widths, light and dark. */
const everywhere = process.argv[2] === '--all' ? process.argv[3] : undefined;
const folder = mkdtempSync(join(tmpdir(), 'watchkeeper-screenshots-'));
const demo = await startDemo(folder);
const { browser, name } = await openBrowser();
console.error(`Taking pictures with ${name}`);
try {
  await demo.foundSomething();
  if (everywhere === undefined) await takeForReadme();
  else await takeAll(everywhere);
} finally {
  await browser.close();
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function takeForReadme(): Promise<void> {
  const page = await open({ width: 1440, height: 900 }, 'light');
  const images = join(repoRoot, 'docs', 'images');
  await page.goto(demo.url);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.waitForTimeout(2_500);
  await page.screenshot({ path: join(images, 'overview.png') });
  await page.goto(`${demo.url}/findings`);
  await page.locator('tbody a').first().click();
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(images, 'findings.png') });
}

async function takeAll(target: string): Promise<void> {
  const { findings, agentId } = await demo.places();
  const paths = { overview: '/', findings: '/findings', finding: `/findings/${findings[0]}`, agents: '/agents', agent: `/agents/${agentId}`, accounts: '/accounts', gaps: '/gaps', empty: '/findings?q=nothing-like-this', missing: '/nowhere' };
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [390, 820, 1440]) {
      const page = await open({ width, height: 900 }, scheme);
      for (const [title, path] of Object.entries(paths)) {
        await page.goto(`${demo.url}${path}`);
        await page.waitForTimeout(1_200);
        await page.screenshot({ path: join(target, `${title}-${width}-${scheme}.png`), fullPage: true });
      }
      await page.context().close();
    }
  }
}

async function open(viewport: { width: number; height: number }, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  await demo.logIn(page);
  return page;
}
