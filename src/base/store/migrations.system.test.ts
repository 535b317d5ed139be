import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { makeTestFolder } from '../../testing/make-test-folder.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

it('has a migration for all that the tables.ts files say', async () => {
  const copy = join(await makeTestFolder(), 'migrations');
  await cp(migrations, copy, { recursive: true });
  const kit = join(repository, 'node_modules', 'drizzle-kit', 'bin.cjs');
  // drizzle-kit puts "./" before the folder, and ends with 0 even when it could not work.
  const out = relative(repository, copy);
  const { stdout } = await promisify(execFile)(process.execPath, [kit, 'generate', '--dialect', 'postgresql', '--schema', './src/**/tables.ts', '--out', out], { cwd: repository });
  expect(stdout, 'run: npm run migrations').toContain('No schema changes');
  expect(await readdir(copy)).toEqual(await readdir(migrations));
});

it('keeps its migrations in the order of their time, which is the order they are applied in', async () => {
  const { default: journal } = await import('./migrations/meta/_journal.json', { with: { type: 'json' } });
  const times = journal.entries.map(({ when }) => when);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
