import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from './repo-root.ts';
import { runCommand } from './run-command.ts';

/** Builds the UI into dist/ui. With `--if-changed` only when its sources are not those of the last build. */
const stamp = join(repoRoot, 'dist', 'ui', '.built-from');
const sources = sourceHash();
const isBuilt = existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;

if (!process.argv.includes('--if-changed') || !isBuilt) {
  if (process.argv.includes('--if-changed')) console.error('Building the UI (once)');
  const { exitCode } = await runCommand('vite', ['build', 'ui', '--logLevel', 'warn'], { output: 'show' });
  process.exitCode = exitCode;
  if (exitCode === 0) writeFileSync(stamp, sources);
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const paths = globSync(['ui/**/*.{ts,tsx,css,html,svg,json}', 'src/core/*.ts', 'src/**/contract.ts', 'package-lock.json'], { cwd: repoRoot });
  for (const path of paths.filter((name) => !name.includes('.test.')).sort()) hash.update(path).update('\0').update(readFileSync(join(repoRoot, path))).update('\0');
  return hash.digest('hex');
}
