import { readFileSync } from 'node:fs';
import { findConventionProblems, findLonelyTests } from './conventions/conventions.ts';
import { findLockfileProblems } from './conventions/find-lockfile-problems.ts';
import { reportProblems } from './report-problems.ts';
import { repoRoot } from './repo-root.ts';
import { trackedFiles } from './tracked-files.ts';

const paths = trackedFiles(repoRoot);
const files = paths
  .filter((path) => /\.(ts|tsx|mjs|css|ya?ml|md|json|sh)$|^\.ci\//.test(path) && path !== 'package-lock.json')
  .map((path) => ({ path, text: read(path) }));

reportProblems(`${files.length} files keep to the conventions`, [
  ...findConventionProblems(files),
  ...findLonelyTests(paths),
  ...findLockfileProblems(read('package.json'), read('package-lock.json')),
]);

function read(path: string): string {
  return readFileSync(`${repoRoot}/${path}`, 'utf8');
}
