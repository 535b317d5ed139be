import type { DuckDb } from '../../../base/lake/duckdb.ts';
import type { LakeReading } from './lake-view.ts';
import { rememberIds } from './known-ids.ts';
import { lakeFileLister } from './list-lake-files.ts';
import { takeTurns, type Turns } from './turns.ts';
import { writeActivity, type LakeDelivery, type WrittenRows } from './write-activity.ts';

/** The kept events. Any number of these may be open on one folder; each keeps order among its own writes. */
export interface ActivityLake extends LakeReading {
  /** The lake's folder: `activity/` in it holds the files. */
  readonly folder: string;
  readonly turns: Turns;
  /** How long events are kept, such as `400d`. */
  readonly retention: string;
  /** Keeps a delivery's rows, each event once, wherever else it came from. Writing the same delivery again changes nothing. */
  write(delivery: LakeDelivery): Promise<WrittenRows>;
}

const idsRemembered = 200_000;

export function openActivityLake({ folder, duckdb, retention = '400d' }: { folder: string; duckdb: DuckDb; retention?: string }): ActivityLake {
  const known = rememberIds(idsRemembered);
  const turns = takeTurns();
  return {
    folder,
    duckdb,
    turns,
    retention,
    files: lakeFileLister(folder),
    write: (delivery) => writeActivity({ folder, duckdb, known, turns }, delivery),
  };
}
