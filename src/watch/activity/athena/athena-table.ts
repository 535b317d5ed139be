import { durationMs } from '../../../core/duration.ts';
import { AppError } from '../../../core/app-error.ts';
import type { AthenaSettings } from './athena-desk.ts';
import { lakeTable } from './lake-table.ts';
import type { ExternalTable } from './table-sql.ts';
import { trailTable } from './trail-table.ts';

export const athenaTableKinds = ['lake', 'trail'] as const;
export type AthenaTableKind = (typeof athenaTableKinds)[number];

export interface AthenaTableFacts {
  readonly settings: AthenaSettings;
  /** How long events are kept, such as `400d`: the table looks no further back than that and the year it began in. */
  readonly retention: string;
  readonly now: Date;
  readonly accountIds: readonly string[];
  readonly regions: readonly string[];
}

/** The table over the lake's copy in S3, or over the log files of the user's own trail, as the settings have it. */
export function athenaTable(kind: AthenaTableKind, { settings, retention, now, accountIds, regions }: AthenaTableFacts): ExternalTable {
  const firstDay = `${new Date(now.getTime() - durationMs(retention)).getUTCFullYear()}-01-01`;
  const looked = { accountIds: [...accountIds].sort(), regions: [...regions].sort(), firstDay };
  const { database, location, trail, organization } = settings;
  if (kind === 'lake') {
    if (location === undefined) throw new AppError('not-ready', "It is not set where the lake's copy is in S3", { hint: 'Copy the folder lake/activity of the data folder there, and set athena.location' });
    return lakeTable({ database, table: settings.table, location, ...looked });
  }
  if (trail === undefined) throw new AppError('not-ready', 'It is not set where a trail delivers', { hint: 'Set athena.trail to the place in S3 that has the folder AWSLogs in it' });
  return trailTable({ database, table: settings.trailTable, location: trail, organization, ...looked });
}

export function knownTables({ location, trail }: AthenaSettings): AthenaTableKind[] {
  return athenaTableKinds.filter((kind) => (kind === 'lake' ? location : trail) !== undefined);
}
