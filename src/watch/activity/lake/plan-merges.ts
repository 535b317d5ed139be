import type { LakeFile } from './list-partition.ts';

export type SizedFile = LakeFile & { readonly bytes: number };

/** Beyond this a file is large enough: more would only make merging dear. */
const largeBytes = 96 * 1_048_576;
/** Deliveries come late and out of order by a quarter of an hour. */
const settleMs = 900_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
/** So many small files are worth writing a large one again. */
const manyFiles = 8;

/** Which files become one: all of a day that is over, hour by hour of the running day. The oldest come first. */
export function planMerges(files: readonly SizedFile[], { date, now }: { date: string; now: number }): SizedFile[][] {
  const isOver = Date.parse(date) + dayMs + settleMs <= now;
  const groups = isOver ? [files] : [...Map.groupBy(files, ({ from }) => Math.floor(from / hourMs)).entries()].filter(([hour]) => (hour + 1) * hourMs + settleMs <= now).map(([, group]) => group);
  return groups.flatMap(upToLarge).filter((group) => group.length > 1 && isWorthIt(group));
}

function upToLarge(files: readonly SizedFile[]): SizedFile[][] {
  const groups: SizedFile[][] = [];
  let group: SizedFile[] = [];
  let bytes = 0;
  for (const file of files.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (group.length > 0 && bytes + file.bytes > largeBytes) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(file);
    bytes += file.bytes;
  }
  return [...groups, group];
}

/** A few late events are no reason to write a whole day again; many, or a tenth of it, are. */
function isWorthIt(group: readonly SizedFile[]): boolean {
  const total = group.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = group.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return group.length >= manyFiles || total - largest >= largest / 10 || largest < 1_048_576;
}
