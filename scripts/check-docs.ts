import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { findDependencyProblems } from './docs/find-dependency-problems.ts';
import { findDocProblems, type KnownThings } from './docs/find-doc-problems.ts';
import { listSettingSpecs } from '../src/base/config/list-setting-specs.ts';
import { reportProblems } from './report-problems.ts';
import { repoRoot } from './repo-root.ts';
import { trackedFiles } from './tracked-files.ts';

const manifest = z
  .looseObject({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));
const files = trackedFiles(repoRoot);
const settings = listSettingSpecs();
const known: KnownThings = {
  files: new Set(files),
  npmScripts: new Set(Object.keys(manifest.scripts)),
  commands: new Set(files.flatMap((path) => /^src\/face\/commands\/([a-z-]+)\.ts$/.exec(path)?.[1] ?? [])),
  settings: new Set(settings.map(({ key }) => key)),
  variables: new Set([...settings.flatMap(({ env }) => env ?? []), ...variablesReadBy(files)]),
};
const documents = files.filter((path) => path.endsWith('.md'));

reportProblems(`${documents.length} documents name only what exists`, [
  ...documents.flatMap((path) => findDocProblems(path, read(path), known)),
  ...findDependencyProblems(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }), read('docs/dependencies.md')),
]);

function variablesReadBy(paths: readonly string[]): string[] {
  return paths
    .filter((path) => /^(src|scripts|bench|bin)\//.test(path) && !path.includes('.test.'))
    .flatMap((path) => read(path).match(/\bWATCHKEEPER_[A-Z_]+\b/g) ?? []);
}

function read(path: string): string {
  return readFileSync(`${repoRoot}/${path}`, 'utf8');
}
