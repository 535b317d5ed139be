import { readFileSync } from 'node:fs';
import { findLayerViolations } from './layers/find-layer-violations.ts';
import { reportProblems } from './report-problems.ts';
import { repoRoot } from './repo-root.ts';
import { trackedFiles } from './tracked-files.ts';

const files = trackedFiles(repoRoot)
  .filter((path) => /\.(ts|tsx)$/.test(path) && /^(src|ui|scripts|bench)\//.test(path))
  .map((path) => ({ path, source: readFileSync(`${repoRoot}/${path}`, 'utf8') }));

reportProblems(`${files.length} files keep to the import table in scripts/layers/layers.ts`, findLayerViolations(files));
