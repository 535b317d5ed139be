import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseFileName, type LakeFileName } from './lake-file.ts';
import { isJournal, readJournal, type MergeJournal } from './merge-journal.ts';
import type { Partition } from './partition.ts';

export interface LakeFile extends LakeFileName {
  readonly path: string;
  readonly partition: Partition;
}

export interface PartitionListing {
  /** The files that count: each event of the folder is in one of them. */
  readonly files: readonly LakeFile[];
  readonly journals: readonly MergeJournal[];
  /** Names that are there and do not count, because a journal says so. */
  readonly superseded: ReadonlySet<string>;
}

/** What a partition's folder holds, whatever was interrupted in it. */
export async function listPartition(folder: string, partition: Partition): Promise<PartitionListing> {
  for (;;) {
    const names = await namesIn(folder);
    const journals = await readJournals(folder, names.filter(isJournal));
    if (!journals) continue;
    const present = new Set(names);
    const superseded = new Set(journals.flatMap(({ output, inputs }) => (present.has(output) ? inputs : [])));
    const files = names.flatMap((name) => {
      const parsed = superseded.has(name) ? undefined : parseFileName(name);
      return parsed ? [{ ...parsed, path: join(folder, name), partition }] : [];
    });
    return { files, journals, superseded };
  }
}

/** Names change seldom: a folder that was not touched since is not read again. */
export function cachedListing() {
  const known = new Map<string, { readonly mtimeMs: number; readonly files: readonly LakeFile[] }>();
  return async (folder: string, partition: Partition): Promise<readonly LakeFile[]> => {
    const mtimeMs = await touchedAt(folder);
    const held = known.get(folder);
    if (held !== undefined && held.mtimeMs === mtimeMs) return held.files;
    const { files } = await listPartition(folder, partition);
    // A file system's clock is coarse: what was touched just now may be touched again at the same reading.
    if (Date.now() - mtimeMs > settledMs) known.set(folder, { mtimeMs, files });
    else known.delete(folder);
    return files;
  };
}

const settledMs = 2_000;

async function touchedAt(folder: string): Promise<number> {
  try {
    return (await stat(folder)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Undefined when one went away while it was read: the folder is another one now. */
async function readJournals(folder: string, names: readonly string[]): Promise<MergeJournal[] | undefined> {
  try {
    return await Promise.all(names.map((name) => readJournal(folder, name)));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
