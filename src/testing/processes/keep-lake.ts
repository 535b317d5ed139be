import { openDuckDb } from '../../base/lake/open-duckdb.ts';
import { compactLake } from '../../watch/activity/lake/keep-lake.ts';
import { openActivityLake } from '../../watch/activity/lake/open-activity-lake.ts';
import { lakeRows } from '../lake-rows.ts';

/**
 * Writes deliveries for ever and prints the number of each once it is kept, merging files at the same time. Each
 * delivery has 40 events, of which the first 20 were in the one before under another origin.
 */
const [folder = '', first = '0'] = process.argv.slice(2);
const duckdb = openDuckDb({ folder, memoryMb: 128, threads: 2 });
const lake = openActivityLake({ folder, duckdb });
process.stdout.write('open\n');

async function writeOn(): Promise<void> {
  for (let number = Number(first); ; number += 1) {
    const from = number * 20;
    await lake.write({ origin: `delivery-${number}`, rows: lakeRows(40, { from, start: new Date(Date.parse('2026-11-20T00:00:00Z') + from * 1_000).toISOString() }) });
    process.stdout.write(`wrote ${number}\n`);
  }
}

async function mergeOn(): Promise<void> {
  for (;;) {
    const { into } = await compactLake(lake, { clock: () => new Date('2026-12-24T00:00:00Z') });
    process.stdout.write(`merged into ${into}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

await Promise.all([writeOn(), mergeOn()]);
