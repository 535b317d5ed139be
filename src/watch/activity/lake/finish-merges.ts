import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, listPartition } from './list-partition.ts';
import { journalName } from './merge-journal.ts';
import type { Partition } from './partition.ts';

/** A merge that has no output after so long is none any more: whoever began it is gone. */
const abandonedMs = 3_600_000;

/** Takes away what merges have left: inputs whose events are in an output, and journals of merges that came to nothing. */
export async function finishMerges(folder: string, partition: Partition): Promise<void> {
  const { journals, superseded } = await listPartition(folder, partition);
  for (const { output, inputs } of journals) {
    const journal = join(folder, journalName(output));
    const isDone = inputs.some((name) => superseded.has(name));
    if (!isDone && !(await isAbandoned(journal))) continue;
    if (isDone) for (const name of inputs) await rm(join(folder, name), { force: true });
    await rm(journal, { force: true });
  }
}

async function isAbandoned(journal: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(journal)).mtimeMs > abandonedMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
