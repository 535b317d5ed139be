import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const password = 'a-password-for-the-demo';
const token = 'a-token-for-the-demo';

export interface Demo {
  readonly url: string;
  readonly pid: number;
  readonly password: string;
  /** Asks the API as an administrator. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  logIn(page: Page): Promise<void>;
  /** Waits until the first run has found something. */
  foundSomething(): Promise<void>;
  places(): Promise<{ findings: string[]; agentId: string | undefined }>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface DemoOptions {
  readonly environment?: Readonly<Record<string, string>>;
}

/** The product as a user starts it, in a process of its own, on a free port. */
export async function startDemo(dataFolder: string, { environment = {} }: DemoOptions = {}): Promise<Demo> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'up'], {
    cwd: dataFolder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // As the bootstrap starts it.
    env: { PATH, HOME, MALLOC_ARENA_MAX: '2', WATCHKEEPER_PORT: '0', WATCHKEEPER_DATA: dataFolder, WATCHKEEPER_ADMIN_PASSWORD: password, WATCHKEEPER_ADMIN_TOKEN: token, ...environment },
  });
  const ended = once(child, 'exit');
  const url = await addressOf(child);
  const { pid } = child;
  if (pid === undefined) throw new Error('The demo has no process');
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${path}`, { ...init, headers });
  };

  async function findings(): Promise<string[]> {
    const answer = z.object({ findings: z.array(z.object({ id: z.string() })) }).parse(await (await ask('/api/findings?sort=severity')).json());
    return answer.findings.map(({ id }) => id);
  }

  return {
    url,
    pid,
    password,
    ask,
    async logIn(page) {
      await page.goto(`${url}/login`);
      await page.locator('input[name=password]').fill(password);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
    },
    async foundSomething() {
      const until = Date.now() + 60_000;
      while ((await findings()).length < 2) {
        if (Date.now() > until) throw new Error('The demo found nothing within a minute');
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    },
    async places() {
      const { agents } = z.object({ agents: z.array(z.object({ id: z.string() })) }).parse(await (await ask('/api/agents')).json());
      return { findings: await findings(), agentId: agents[0]?.id };
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await ended;
    },
  };
}

/** Waits for the line that says where it is. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const read = (text: unknown): void => {
    printed += String(text);
    const url = /is up at (\S+)/.exec(printed)?.[1];
    if (url !== undefined) resolve(url);
  };
  child.stdout?.on('data', read);
  child.stderr?.on('data', (text) => (printed += String(text)));
  child.once('exit', (code) => reject(new Error(`The demo ended with ${code} before it was up:\n${printed}`)));
  return promise;
}
