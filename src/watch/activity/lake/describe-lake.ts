import { stat } from 'node:fs/promises';
import { askFiles, type LakeReading } from './lake-view.ts';
import type { LakeFile } from './list-partition.ts';
import { isMissing } from './list-partition.ts';

interface Holding {
  accountId: string;
  region: string;
  from: string;
  to: string;
  days: number;
  files: number;
  bytes: number;
}

/** What the lake holds, by the names and sizes of its files. */
export async function describeLake(lake: LakeReading) {
  return askFiles(lake, {}, async (files) => {
    const sized = await Promise.all(files.map(async (file) => ({ file, bytes: await sizeOf(file) })));
    const places = Map.groupBy(sized, ({ file: { partition } }) => JSON.stringify([partition.accountId, partition.region]));
    return {
      files: files.length,
      bytes: sum(sized),
      from: edge(files, 'from'),
      to: edge(files, 'to'),
      places: [...places.values()].flatMap(holdingOf).sort((a, b) => b.bytes - a.bytes),
    };
  });
}

type Sized = { readonly file: LakeFile; readonly bytes: number };

function holdingOf(sized: readonly Sized[]): Holding[] {
  const files = sized.map(({ file }) => file);
  const [first] = files;
  const [from, to] = [edge(files, 'from'), edge(files, 'to')];
  if (!first || from === null || to === null) return [];
  const { accountId, region } = first.partition;
  return [{ accountId, region, from, to, days: new Set(files.map(({ partition }) => partition.date)).size, files: files.length, bytes: sum(sized) }];
}

function edge(files: readonly LakeFile[], which: 'from' | 'to'): string | null {
  if (files.length === 0) return null;
  const times = files.map((file) => file[which]);
  return new Date(times.reduce((a, b) => (which === 'from' ? Math.min(a, b) : Math.max(a, b)))).toISOString();
}

function sum(sized: readonly Sized[]): number {
  return sized.reduce((total, { bytes }) => total + bytes, 0);
}

async function sizeOf({ path }: LakeFile): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
