import type { Config } from '../../base/config/config-schema.ts';
import { systemClock } from '../../core/clock.ts';
import type { AthenaDesk } from '../../watch/activity/athena/athena-desk.ts';
import { athenaTable, type AthenaTableKind } from '../../watch/activity/athena/athena-table.ts';
import { athenaSchemaActions, getAthenaTableSchema } from '../../watch/activity/athena/get-athena-table-schema.ts';
import { createTableSql } from '../../watch/activity/athena/table-sql.ts';

/** The columns of the table over the lake, as Athena has them; the partitions come last. */
export async function describeInAthena({ settings: { database, table }, session }: AthenaDesk) {
  const { columns, partitionKeys } = await getAthenaTableSchema(await session(athenaSchemaActions), { database, table });
  return [...columns.map((column) => ({ ...column, partition: false })), ...partitionKeys.map((column) => ({ ...column, partition: true }))];
}

/** The statement that makes a table, for the accounts of the configuration. AWS is not asked. */
export function ddlInAthena(kind: AthenaTableKind, { athena, accounts, lake }: Config): string {
  const regions = [...new Set(accounts.flatMap((account) => account.regions))];
  return createTableSql(athenaTable(kind, { settings: athena, retention: lake.retention, now: systemClock(), accountIds: accounts.map(({ accountId }) => accountId), regions }));
}
