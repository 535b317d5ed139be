import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDemo } from '../../src/testing/start-demo.ts';
import { openBrowser } from '../../src/testing/open-browser.ts';
import type { BenchCase } from '../bench-case.ts';

const run = promisify(execFile);
const afterMs = 10 * 60_000;

export const benchCase: BenchCase = {
  title: 'Resident memory of the server with the embedded store, the simulated organisation and the overview open in a browser, after ten minutes',
  unit: 'MB',
  better: 'lower',
  warmUp: 0,
  rounds: 1,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-bench-'));
    const demo = await startDemo(folder);
    const { browser } = await openBrowser();
    return {
      async subject() {
        await demo.logIn(await browser.newPage());
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(demo.pid)]);
        return (Number(stdout.trim()) * 1_024) / 1_000_000;
      },
      against: { name: 'the limit', limit: 600 },
      async close() {
        await browser.close();
        await demo.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};
