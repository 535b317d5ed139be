import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDb, SqlLimits } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import { lakeColumns } from './lake-columns.ts';
import { mergedFileName } from './lake-file.ts';
import { isMissing, listPartition, type LakeFile } from './list-partition.ts';
import { hiddenPrefix, journalName, writeJournal } from './merge-journal.ts';
import { mergedFileOptions } from './merged-file-options.ts';
import type { Partition } from './partition.ts';
import { planMerges, type SizedFile } from './plan-merges.ts';
import { settle } from './write-activity.ts';

export interface Compaction {
  readonly merged: number;
  readonly into: number;
  /** Rows that were there more than once. */
  readonly repeated: number;
}

/**
 * Merges small files of one partition. A journal names the inputs before the output appears; until then readers see the
 * inputs, from then on the output alone. So a kill at any moment loses nothing and doubles nothing.
 */
export async function compactPartition(duckdb: DuckDb, { folder, partition, now }: { folder: string; partition: Partition; now: Date }, limits: SqlLimits): Promise<Compaction> {
  const { files, journals } = await listPartition(folder, partition);
  // What another process is merging just now is its own.
  const taken = new Set(journals.flatMap(({ inputs }) => inputs));
  const sized = (await Promise.all(files.filter(({ name }) => !taken.has(name)).map(sizeOf))).flat();
  let merged = 0;
  let into = 0;
  let repeated = 0;
  for (const inputs of planMerges(sized, { date: partition.date, now: now.getTime() })) {
    repeated += await mergeFiles(duckdb, { folder, partition, inputs }, limits);
    merged += inputs.length;
    into += 1;
  }
  return { merged, into, repeated };
}

async function mergeFiles(duckdb: DuckDb, { folder, partition, inputs }: { folder: string; partition: Partition; inputs: readonly LakeFile[] }, limits: SqlLimits): Promise<number> {
  const names = inputs.map(({ name }) => name);
  const from = inputs.reduce((least, file) => Math.min(least, file.from), Infinity);
  const to = inputs.reduce((most, file) => Math.max(most, file.to), -Infinity);
  const output = mergedFileName({ from, to, inputs: names });
  const temporary = join(folder, `${hiddenPrefix}tmp-${process.pid}-${crypto.randomUUID()}`);
  await writeJournal(folder, { output, inputs: names });
  try {
    const source = `read_parquet([${inputs.map(({ path }) => sqlText(path)).join(', ')}], hive_partitioning = false, filename = true, file_row_number = true)`;
    const [counts] = await duckdb.rows(`select count(*) as total, count(distinct event_id) as different from ${source}`, limits);
    const [total, different] = [Number(counts?.['total']), Number(counts?.['different'])];
    // Of an event that is there more than once, one row is kept; most days have none.
    const once = `qualify row_number() over (partition by event_id order by filename, file_row_number) = 1`;
    const chosen =
      total === different
        ? source
        : `(select * from ${source} where (filename, file_row_number) in (select (filename, file_row_number) from (select event_id, filename, file_row_number from ${source}) ${once}))`;
    const written = await duckdb.run(
      `copy (select ${lakeColumns.map(({ name }) => name).join(', ')} from ${chosen} order by event_time, event_id) to ${sqlText(temporary)} (${mergedFileOptions})`,
      limits,
    );
    if (written !== different) throw new Error(`Merging ${names.length} files of ${folder} gave ${written} rows instead of ${different}`);
    await rename(temporary, join(folder, output));
    await settle(folder);
    return total - different;
  } catch (error) {
    await rm(temporary, { force: true });
    // Another process may have made the same merge in the meantime: then the journal is what keeps its inputs from counting.
    const { superseded } = await listPartition(folder, partition);
    if (!names.some((name) => superseded.has(name))) await rm(join(folder, journalName(output)), { force: true });
    throw error;
  }
}

async function sizeOf(file: LakeFile): Promise<SizedFile[]> {
  try {
    return [{ ...file, bytes: (await stat(file.path)).size }];
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
