import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { openBrowser, type OpenedBrowser } from './open-browser.ts';
import { startDemo, type Demo, type DemoOptions } from './start-demo.ts';

export interface DemoPage {
  readonly page: Page;
  /** What the page complained of on the console, errors and warnings. */
  readonly complaints: readonly string[];
}

interface DemoPagesOptions extends DemoOptions {
  /** What stands in its watchkeeper.yaml. */
  readonly settings?: string;
}

/** One demo and one browser for the tests of a file; each page has a context of its own, and complaints of its own. */
export function demoPages(prepare: () => Promise<DemoPagesOptions> = async () => ({})) {
  let demo: Demo;
  let opened: OpenedBrowser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watchkeeper-browser-'));
    const { settings = '', ...options } = await prepare();
    if (settings !== '') await writeFile(join(folder, 'watchkeeper.yaml'), settings);
    [demo, opened] = await Promise.all([startDemo(folder, options), openBrowser()]);
    process.stderr.write(`Browser: ${opened.name}\n`);
  });
  afterAll(async () => {
    await opened?.browser.close();
    await demo?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    demo: () => demo,
    /** A page of nobody. */
    async open(options: BrowserContextOptions = {}): Promise<DemoPage> {
      const context = await opened.browser.newContext({ baseURL: demo.url, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', ({ message }) => complaints.push(message));
      return { page, complaints };
    },
  };
}
