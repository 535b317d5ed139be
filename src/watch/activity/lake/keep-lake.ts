import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import { durationMs } from '../../../core/duration.ts';
import { compactPartition } from './compact-partition.ts';
import { finishMerges } from './finish-merges.ts';
import { listPartitions } from './list-lake-files.ts';
import { isMissing, namesIn } from './list-partition.ts';
import { hiddenPrefix, isJournal } from './merge-journal.ts';
import type { ActivityLake } from './open-activity-lake.ts';
import { partitionPath, type Partition } from './partition.ts';

export interface LakeWork {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

export interface Kept {
  readonly merged: number;
  readonly into: number;
  readonly repeated: number;
}

/** Merges small files everywhere, and takes away what earlier merges and interrupted writes have left. */
export async function compactLake(lake: ActivityLake, { clock, signal }: LakeWork): Promise<Kept> {
  const kept = { merged: 0, into: 0, repeated: 0 };
  for (const partition of await listPartitions(lake.folder)) {
    if (signal?.aborted === true) break;
    const path = partitionPath(partition);
    const folder = join(lake.folder, path);
    const done = await lake.turns(path, async () => {
      await finishMerges(folder, partition);
      await sweep(folder, clock().getTime());
      return compactPartition(lake.duckdb, { folder, partition, now: clock() }, { signal });
    });
    kept.merged += done.merged;
    kept.into += done.into;
    kept.repeated += done.repeated;
  }
  await sweepTemporary(join(lake.folder, 'tmp'), clock().getTime());
  return kept;
}

const dayMs = 86_400_000;

/** Removes the days that are older than events are kept; tells how many. */
export async function retainDays(lake: ActivityLake, { clock, signal }: LakeWork): Promise<number> {
  const before = clock().getTime() - durationMs(lake.retention);
  const old = (await listPartitions(lake.folder)).filter(({ date }) => Date.parse(date) + dayMs <= before);
  for (const partition of old) {
    if (signal?.aborted === true) break;
    await removeDay(lake, partition);
  }
  return old.length;
}

/** One account's and region's day, and the folders above it once they are empty. */
async function removeDay(lake: ActivityLake, partition: Partition): Promise<void> {
  const path = partitionPath(partition);
  await lake.turns(path, () => rm(join(lake.folder, path), { recursive: true, force: true }));
  for (const above of [join(lake.folder, path, '..'), join(lake.folder, path, '../..')]) {
    if ((await namesIn(above)).length === 0) await rm(above, { recursive: true, force: true });
  }
}

/** A file that nobody has finished for so long was left by a process that is gone. */
const abandonedMs = 3_600_000;

async function sweep(folder: string, now: number): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(hiddenPrefix) && !isJournal(name));
  for (const name of left) await removeIfOld(join(folder, name), now);
}

/** Exports that nobody read to the end. */
async function sweepTemporary(folder: string, now: number): Promise<void> {
  for (const name of (await namesIn(folder)).filter((one) => /^(export|query|limited)-/.test(one))) await removeIfOld(join(folder, name), now);
}

async function removeIfOld(file: string, now: number): Promise<void> {
  try {
    if (now - (await stat(file)).mtimeMs > abandonedMs) await rm(file, { recursive: true, force: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
