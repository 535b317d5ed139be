import { join } from 'node:path';
import { cachedListing, namesIn, type LakeFile } from './list-partition.ts';
import { activityFolder, folderValue, partitionPath, type Partition } from './partition.ts';

export interface FileFilter {
  /** Milliseconds since 1970: from this moment on, and before that one. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly accountIds?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

export type ListLakeFiles = (filter?: FileFilter) => Promise<LakeFile[]>;

/** Finds the files that may hold what is asked for by their folders and names, the newest first; none is opened. */
export function lakeFileLister(folder: string): ListLakeFiles {
  const listed = cachedListing();
  return async (filter = {}) => {
    const partitions = (await listPartitions(folder)).filter((partition) => concerns(partition, filter));
    const files = await Promise.all(partitions.map((partition) => listed(join(folder, partitionPath(partition)), partition)));
    const { from = -Infinity, to = Infinity } = filter;
    return files.flat().filter((file) => file.to >= from && file.from < to).sort((a, b) => b.to - a.to);
  };
}

/** Every account, region and day that has a folder. */
export async function listPartitions(folder: string): Promise<Partition[]> {
  const root = join(folder, activityFolder);
  const accounts = await folders(root, 'account');
  const regions = await Promise.all(accounts.map(async (account) => (await folders(join(root, account.name), 'region')).map((region) => ({ account, region }))));
  const days = await Promise.all(
    regions.flat().map(async ({ account, region }) =>
      (await folders(join(root, account.name, region.name), 'date')).map((date) => ({ accountId: account.value, region: region.value, date: date.value })),
    ),
  );
  return days.flat();
}

async function folders(parent: string, key: 'account' | 'region' | 'date') {
  return (await namesIn(parent)).flatMap((name) => {
    const value = folderValue(name, key);
    return value === undefined ? [] : [{ name, value }];
  });
}

const dayMs = 86_400_000;

function concerns({ accountId, region, date }: Partition, { from, to, accountIds, regions }: FileFilter): boolean {
  const start = Date.parse(date);
  return (
    (accountIds?.includes(accountId) ?? true) &&
    (regions?.includes(region) ?? true) &&
    !(from !== undefined && start + dayMs <= from) &&
    !(to !== undefined && start >= to)
  );
}
