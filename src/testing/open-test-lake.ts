import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDuckDb } from '../base/lake/open-duckdb.ts';
import { openActivityLake, type ActivityLake } from '../watch/activity/lake/open-activity-lake.ts';
import { makeTestFolder } from './make-test-folder.ts';

/** A lake in a folder of its own, on real DuckDB; gone after the test. */
export async function openTestLake(folder?: string): Promise<ActivityLake> {
  const lakeFolder = folder ?? join(await makeTestFolder(), 'lake');
  const duckdb = openDuckDb({ folder: lakeFolder, memoryMb: 256, threads: 2 });
  onTestFinished(() => duckdb.close());
  return openActivityLake({ folder: lakeFolder, duckdb });
}
