import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';
import { startDemo } from '../../testing/start-demo.ts';
import { testDatabaseUrl } from '../../testing/open-test-store.ts';

const program = fileURLToPath(new URL('../../../bin/watchkeeper', import.meta.url));
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

interface Surroundings {
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
}

async function run(words: readonly string[], { environment = {}, cwd }: Surroundings = {}) {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program, words, { cwd: cwd ?? (await makeTestFolder()), env: { PATH, HOME, ...environment } });
  const written = { out: '', err: '' };
  child.stdout.on('data', (text) => (written.out += String(text)));
  child.stderr.on('data', (text) => (written.err += String(text)));
  await once(child, 'close');
  return { exit: child.exitCode, ...written };
}

async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return String(typeof address === 'object' ? address?.port : 0);
}

describe('watchkeeper up says in one sentence what is wrong, what to do, and ends with the documented code:', () => {
  it.each([
    ['a bad setting', async () => ({ environment: { WATCHKEEPER_PORT: 'eighty' } }), 2, 'server.port (WATCHKEEPER_PORT) is "eighty"'],
    ['a file that is not there', async () => ({ environment: { WATCHKEEPER_CONFIG: 'gone.yaml' } }), 2, 'gone.yaml cannot be read: it does not exist'],
    ['a database that does not answer', async () => ({ environment: { DATABASE_URL: 'postgres://nobody:hidden@127.0.0.1:9/none' } }), 4, 'does not answer'],
    ['a database that refuses the user', async () => ({ environment: { DATABASE_URL: testDatabaseUrl.replace(/\/\/.*@/, '//stranger@') } }), 4, 'stranger'],
    ['a port that is taken', async () => ({ environment: { WATCHKEEPER_PORT: await takenPort() } }), 4, 'is taken by another program'],
    ['an address of another machine', async () => ({ environment: { WATCHKEEPER_HOST: '192.0.2.1' } }), 4, 'This machine has no address'],
    ['rules that are not there', async () => ({ cwd: await folderWith('rules: { paths: [/no/such/rules] }') }), 2, '/no/such/rules cannot be read'],
  ])('%s', async (_what, facts: () => Promise<Surroundings>, exit, told) => {
    const { environment, cwd } = await facts();
    const result = await run(['up'], { cwd, environment: { WATCHKEEPER_PORT: '0', ...environment } });
    expect(result.err).toContain(told);
    expect(result.err).toContain('hint:');
    expect(result.err).not.toMatch(/^ {4}at /m);
    expect(result.err).not.toContain('hidden');
    expect(result).toMatchObject({ exit, out: '' });
  });

  it('a data folder that another process holds', async () => {
    const folder = await makeTestFolder();
    const demo = await startDemo(folder);
    stops.push(() => demo.stop());
    const result = await run(['up', '--port', '0'], { environment: { WATCHKEEPER_DATA: folder } });
    expect(result.err).toContain(`in use by process ${demo.pid}`);
    expect(result).toMatchObject({ exit: 4, out: '' });
  });
});

it('what a reader does not want any more is not written, and that is no failure', () => {
  const { stdout, status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; "${program}" catalog --format jsonl | head -n 1`], { encoding: 'utf8' });
  expect(JSON.parse(stdout)).toMatchObject({ kind: 'rule' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('bash completes verbs, options and what these may be', () => {
  const complete = (...words: string[]) => {
    const script = `source <("${program}" completion bash); COMP_WORDS=(watchkeeper ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _watchkeeper; echo "\${COMPREPLY[*]}"`;
    return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim();
  };
  expect(complete('ca')).toBe('catalog');
  expect(complete('up', '--aws', '')).toBe('demo live');
  expect(complete('up', '--da')).toBe('--data');
  expect(complete('catalog', 'st')).toBe('story');
});

async function folderWith(yaml: string): Promise<string> {
  const folder = await makeTestFolder();
  await writeFile(join(folder, 'watchkeeper.yaml'), yaml);
  return folder;
}
