import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { repoRoot } from '../repo-root.ts';
import { runCommand } from '../run-command.ts';

const migrations = 'src/base/store/migrations';

/** Says when the tables in the code are not those that the migrations make. */
export async function findMigrationDrift(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'watchkeeper-drift-'));
  try {
    await cp(join(repoRoot, migrations), folder, { recursive: true });
    const before = await readdir(folder);
    const args = ['generate', '--dialect', 'postgresql', '--schema', './src/**/tables.ts', '--out', relative(repoRoot, folder), '--name', 'drift'];
    const { exitCode, output } = await runCommand('drizzle-kit', args, { output: 'keep' });
    if (exitCode !== 0) return [`drizzle-kit could not compare the tables with the migrations:\n${output}`];
    const made = (await readdir(folder)).filter((name) => !before.includes(name));
    return made.length === 0 ? [] : ['The tables in the code have changed: make a migration with npm run migrations -- <name>'];
  } finally {
    await rm(folder, { recursive: true });
  }
}
