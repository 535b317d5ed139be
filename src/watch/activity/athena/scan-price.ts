import { stat } from 'node:fs/promises';
import type { FileFilter } from '../lake/list-lake-files.ts';
import { isMissing } from '../lake/list-partition.ts';
import type { ActivityLake } from '../lake/open-activity-lake.ts';

/** What a query reads, and what that costs. */
export interface ScanPrice {
  readonly bytes: number;
  readonly usd: number;
}

const usdPerTerabyte = 5;
const terabyte = 1_000_000_000_000;
const megabyte = 1_000_000;
/** Athena rounds up to a megabyte and bills ten at least: https://aws.amazon.com/athena/pricing/ */
const leastMegabytes = 10;

export function scanPrice(bytes: number, { isBilled = true } = {}): ScanPrice {
  const billed = Math.max(leastMegabytes, Math.ceil(bytes / megabyte)) * megabyte;
  return { bytes, usd: isBilled ? (billed / terabyte) * usdPerTerabyte : 0 };
}

/**
 * The most that a query over these accounts, regions and days can read: all columns of their files, as they lie in the
 * lake, of which the table in S3 is a copy. A query that reads few columns reads less.
 */
export async function estimateScan(lake: Pick<ActivityLake, 'files'>, filter: FileFilter = {}): Promise<ScanPrice> {
  const sizes = await Promise.all((await lake.files(filter)).map(({ path }) => sizeOf(path)));
  return scanPrice(sizes.reduce((sum, size) => sum + size, 0));
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
