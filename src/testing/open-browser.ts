import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

export interface OpenedBrowser {
  readonly browser: Browser;
  /** Which browser it is, in words. */
  readonly name: string;
}

const installedChromes: Readonly<Record<string, readonly string[]>> = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/google-chrome-stable', '/usr/bin/chromium', '/usr/bin/chromium-browser'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: [String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`, String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`],
};

/** It is made for functions in the cloud: as one process, which ends with its first window, and without a page's own protection. */
const unwanted: ReadonlySet<string> = new Set(['--single-process', '--no-zygote', '--disable-web-security', '--allow-running-insecure-content', '--disable-site-isolation-trials']);

/** The browser that came with the dependencies on Linux, or the Chrome of this machine; without either it says what to install. */
export async function openBrowser(): Promise<OpenedBrowser> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const executablePath = await sparticuz.executablePath();
    const browser = await chromium.launch({ executablePath, args: sparticuz.args.filter((arg) => !unwanted.has(arg)), headless: true });
    return { browser, name: `Chromium ${browser.version()} of @sparticuz/chromium` };
  }
  const executablePath = installedChromes[process.platform]?.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error(`The browser tests need Chrome on ${process.platform} ${process.arch}: install Google Chrome, then run them again`);
  }
  const browser = await chromium.launch({ executablePath, headless: true });
  return { browser, name: `Chrome ${browser.version()} at ${executablePath}` };
}
