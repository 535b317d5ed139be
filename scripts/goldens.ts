import { compareGoldens, writeGoldens } from './goldens/compare-goldens.ts';
import { findMigrationDrift } from './goldens/find-migration-drift.ts';
import type { Golden } from './goldens/golden.ts';
import { renderCatalogue } from './goldens/render-catalogue.ts';
import { renderCliHelp } from './goldens/render-cli-help.ts';
import { renderIamPolicy } from './goldens/render-iam-policy.ts';
import { renderOpenApi } from './goldens/render-open-api.ts';
import { renderScanner } from './goldens/render-scanner.ts';
import { renderSchema } from './goldens/render-schema.ts';
import { renderSettings } from './goldens/render-settings.ts';
import { reportProblems } from './report-problems.ts';
import { repoRoot } from './repo-root.ts';

const goldens: readonly Golden[] = [
  { path: 'docs/reference/catalogue.md', render: renderCatalogue },
  { path: 'docs/reference/cli.md', render: renderCliHelp },
  { path: 'docs/reference/openapi.json', render: renderOpenApi },
  { path: 'docs/reference/schema.md', render: renderSchema },
  { path: 'docs/reference/settings.md', render: renderSettings },
  { path: 'docs/reference/iam-policy.json', render: renderIamPolicy },
  { path: 'src/watch/activity/scan/scan-records.wasm.base64', render: renderScanner },
];

if (process.argv.includes('--check')) {
  const problems = [...(await compareGoldens(repoRoot, goldens)), ...(await findMigrationDrift())];
  reportProblems(`${goldens.length} goldens and the migrations agree with the code`, problems);
  if (problems.length > 0) console.log('Make the goldens anew with npm run goldens, and look at what changed.');
} else {
  await writeGoldens(repoRoot, goldens);
  for (const { path } of goldens) console.log(path);
}
