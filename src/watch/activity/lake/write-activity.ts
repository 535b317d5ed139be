import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDb } from '../../../base/lake/duckdb.ts';
import { sqlText } from '../../../base/lake/sql-text.ts';
import { writeParquet } from '../../../base/lake/parquet/write-parquet.ts';
import type { ActivityRow } from './activity-row.ts';
import { lakeColumns } from './lake-columns.ts';
import { deliveryFileName } from './lake-file.ts';
import { listPartition, type LakeFile } from './list-partition.ts';
import { finishMerges } from './finish-merges.ts';
import { hiddenPrefix } from './merge-journal.ts';
import { partitionOf, partitionPath, type Partition } from './partition.ts';
import type { KnownIds } from './known-ids.ts';
import { timeOf } from './time-of.ts';
import type { Turns } from './turns.ts';

export interface LakeDelivery {
  /** Where the rows came from; the same rows from the same origin always make the same files. */
  readonly origin: string;
  readonly rows: readonly ActivityRow[];
}

export interface LakeWriting {
  readonly folder: string;
  readonly duckdb: DuckDb;
  readonly known: KnownIds;
  readonly turns: Turns;
}

export interface WrittenRows {
  readonly written: number;
  /** Left out, since the lake has them from elsewhere or the delivery had them twice. */
  readonly repeated: number;
}

/** A few thousand rows are a row group: small enough to skip most of a day, large enough to compress. */
const rowsPerGroup = 16_384;

/** Writes one delivery. A file is either there as a whole or not at all, and writing the same again changes nothing. */
export async function writeActivity(lake: LakeWriting, { origin, rows }: LakeDelivery): Promise<WrittenRows> {
  const parts = await Promise.all(
    [...byPartition(rows)].map(([path, part]) => lake.turns(path, () => writePartition(lake, { ...part, folder: join(lake.folder, path), origin }))),
  );
  const written = parts.reduce((sum, count) => sum + count, 0);
  return { written, repeated: rows.length - written };
}

interface Part {
  readonly partition: Partition;
  readonly rows: ActivityRow[];
}

function byPartition(rows: readonly ActivityRow[]): Map<string, Part> {
  const parts = new Map<string, Part>();
  let last: { readonly accountId: string; readonly region: string; readonly date: string; readonly part: Part } | undefined;
  for (const row of rows) {
    const { accountId, region, at } = row.activity;
    if (!last || last.accountId !== accountId || last.region !== region || !at.startsWith(last.date)) {
      const partition = partitionOf(row.activity);
      const path = partitionPath(partition);
      const part: Part = parts.get(path) ?? { partition, rows: [] };
      parts.set(path, part);
      last = { accountId, region, date: partition.date, part };
    }
    last.part.rows.push(row);
  }
  return parts;
}

async function writePartition(lake: LakeWriting, { partition, rows, folder, origin }: Part & { folder: string; origin: string }): Promise<number> {
  const { from, to, isSorted } = spanOf(rows);
  await mkdir(folder, { recursive: true });
  const { name, files } = await nameFor({ from, to, origin: `${origin}\n${contentOf(rows)}` }, { folder, partition });
  const others = files.filter((file) => file.name !== name && file.from <= to && file.to >= from);
  const seen = await idsIn(lake, others, { from, to });
  const fresh = rows.filter(({ activity: { eventId } }) => !seen.has(eventId) && seen.add(eventId));
  const target = join(folder, name);
  if (fresh.length === 0) {
    await rm(target, { force: true });
    return 0;
  }
  const temporary = join(folder, `${hiddenPrefix}tmp-${process.pid}-${crypto.randomUUID()}`);
  try {
    await writeParquet(temporary, { columns: lakeColumns, rows: isSorted ? fresh : inTimeOrder(fresh), rowsPerGroup });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await settle(folder);
  lake.known.set(target, fresh.map(({ activity }) => activity.eventId));
  return fresh.length;
}

/** What comes again under the same origin with other events is another file: what was kept once stays. */
function contentOf(rows: readonly ActivityRow[]): string {
  const hash = createHash('sha256');
  for (const { activity } of rows) hash.update(`${activity.eventId}\n`);
  return hash.digest('hex');
}

/** A name that a merge has taken, or is just taking, would not be read any more: then the delivery gets another one. */
async function nameFor(named: { from: number; to: number; origin: string }, { folder, partition }: { folder: string; partition: Partition }): Promise<{ name: string; files: readonly LakeFile[] }> {
  const name = deliveryFileName(named);
  const first = await listPartition(folder, partition);
  if (!first.journals.some(({ inputs }) => inputs.includes(name))) return { name, files: first.files };
  if (first.superseded.has(name)) await finishMerges(folder, partition);
  const { files, journals } = await listPartition(folder, partition);
  const isTaken = journals.some(({ inputs }) => inputs.includes(name));
  return { name: isTaken ? deliveryFileName({ ...named, origin: `${named.origin}\nagain` }) : name, files };
}

/** The ids of events that other files have between these moments. */
async function idsIn(lake: LakeWriting, files: readonly LakeFile[], { from, to }: { from: number; to: number }): Promise<Set<string>> {
  const ids = new Set<string>();
  const unknown: LakeFile[] = [];
  for (const file of files) {
    const held = lake.known.get(file.path);
    if (held) for (const id of held) ids.add(id);
    else unknown.push(file);
  }
  if (unknown.length === 0) return ids;
  const list = unknown.map(({ path }) => sqlText(path)).join(', ');
  const rows = await lake.duckdb.rows(
    `select event_id from read_parquet([${list}], hive_partitioning = false) where event_time between make_timestamp_ms(${from}) and make_timestamp_ms(${to})`,
  );
  for (const row of rows) ids.add(String(row['event_id']));
  return ids;
}

function spanOf(rows: readonly ActivityRow[]): { from: number; to: number; isSorted: boolean } {
  let from = Infinity;
  let to = -Infinity;
  let isSorted = true;
  for (const row of rows) {
    const time = timeOf(row);
    if (time < from) from = time;
    if (time < to) isSorted = false;
    else to = time;
  }
  return { from, to, isSorted };
}

function inTimeOrder(rows: readonly ActivityRow[]): readonly ActivityRow[] {
  return rows
    .map((row) => ({ row, time: timeOf(row) }))
    .sort((a, b) => a.time - b.time)
    .map(({ row }) => row);
}

/** Until the folder itself is on the disk, a name in it may be lost with the power. */
export async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
