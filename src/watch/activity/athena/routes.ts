import type { AwsSession } from '../../../base/aws/door.ts';
import { listAccounts } from '../../../base/accounts/list-accounts.ts';
import { AppError } from '../../../core/app-error.ts';
import { RawAnswer, route, type Caller, type Route } from '../../../core/route.ts';
import { answerLines } from '../queries/answer-lines.ts';
import { approveGlueJob, askAthena, askGlueJob, cancelAthenaRun, type AthenaDeps } from './ask-athena.ts';
import { findRun, listRuns, runFromRow, spentThisMonth } from './athena-runs.ts';
import { athenaTable, knownTables } from './athena-table.ts';
import { approveGlueJobContract, askAthenaContract, askGlueJobContract, athenaDdlContract, athenaEstimateContract, athenaRowsContract, athenaSchemaContract, athenaStatusContract, cancelAthenaRunContract, exportAthenaContract, getAthenaRunContract, listAthenaRunsContract } from './contract.ts';
import { athenaEstimateActions, estimateAthenaQuery } from './estimate-athena-query.ts';
import { athenaQueryActions } from './execute-athena-query.ts';
import { athenaSchemaActions, getAthenaTableSchema } from './get-athena-table-schema.ts';
import { athenaPages, readAthenaRows } from './read-athena-rows.ts';
import { refuseWritingSql } from './refuse-writing-sql.ts';
import { scanPrice } from './scan-price.ts';
import { athenaCeiling } from './start-athena-query.ts';
import { createTableSql } from './table-sql.ts';

const contentTypes = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

/** Athena and Glue for people who ask. Nothing here calls AWS by itself, and nothing at all while it is off. */
export function athenaRoutes(deps: AthenaDeps & { readonly retention: string }): Route[] {
  const { desk, store, clock } = deps;
  const { settings } = desk;
  return [
    route(athenaStatusContract, async () => ({
      isOn: settings.account !== undefined,
      accountId: settings.account ?? null,
      region: desk.region,
      workGroup: settings.workgroup,
      database: settings.database,
      table: settings.table,
      ceilingBytes: desk.ceilingBytes,
      ceilingUsd: scanPrice(desk.ceilingBytes).usd,
      jobCeilingUsd: settings.jobCeilingUsd,
      monthlyCeilingUsd: deps.monthlyCeilingUsd,
      spentUsd: await spentThisMonth(store, clock()),
      ddl: knownTables(settings),
    })),
    route(athenaEstimateContract, async ({ body: { sql }, signal }) => {
      refuseWritingSql(sql);
      const session = await desk.session([...athenaEstimateActions, ...athenaQueryActions]);
      const ceilingBytes = await athenaCeiling(session, { workGroup: settings.workgroup, ceilingBytes: desk.ceilingBytes });
      const estimate = await estimateAthenaQuery(session, { sql, database: settings.database, workGroup: settings.workgroup, outputLocation: settings.output }, { signal });
      return { estimate, ceilingBytes, isWithinCeiling: estimate.kind === 'unknown' || estimate.bytes <= ceilingBytes };
    }),
    route(askAthenaContract, async ({ body: { sql }, caller }) => runFromRow(await askAthena(deps, { sql, askedBy: nameOf(caller) }))),
    route(listAthenaRunsContract, async ({ query }) => ({ runs: (await listRuns(store, query)).map(runFromRow) })),
    route(getAthenaRunContract, async ({ params }) => runFromRow(await findRun(store, params.id))),
    route(cancelAthenaRunContract, async ({ params }) => runFromRow(await cancelAthenaRun(deps, params.id))),
    route(athenaRowsContract, async ({ params, query }) => {
      const { session, id, hasHeader } = await answerOf(deps, params.id);
      const { columns, rows, next } = await readAthenaRows(session, id, { ...query, hasHeader });
      return { columns: [...columns], rows: rows.map((row) => [...row]), next };
    }),
    route(exportAthenaContract, async ({ params, query: { format } }) => {
      const { session, id, hasHeader } = await answerOf(deps, params.id);
      const pages = athenaPages(session, id, { hasHeader });
      // Its names are in the first page, and what is wrong is known before half a file is sent.
      const first = await pages.next();
      const columns = first.done === true ? [] : first.value.columns;
      const lines = answerLines({ columns, batches: batches() }, format);
      return new RawAnswer(ReadableStream.from(lines).pipeThrough(new TextEncoderStream()), { 'content-type': contentTypes[format], 'content-disposition': `attachment; filename="athena.${format}"` });

      async function* batches() {
        for (let page = first; page.done !== true; page = await pages.next()) yield page.value.rows;
      }
    }),
    route(athenaSchemaContract, async ({ query }) => {
      const [table = settings.table, database = settings.database] = (query.table ?? settings.table).split('.').toReversed();
      const { location, isProjected, columns, partitionKeys } = await getAthenaTableSchema(await desk.session(athenaSchemaActions), { database, table });
      return { table, database, location, isProjected, columns: [...columns], partitionKeys: [...partitionKeys] };
    }),
    route(athenaDdlContract, async ({ query }) => {
      const accounts = await listAccounts(store);
      const regions = [...new Set(accounts.flatMap((account) => account.regions))];
      return { sql: createTableSql(athenaTable(query.of, { settings, retention: deps.retention, now: clock(), accountIds: accounts.map(({ accountId }) => accountId), regions })) };
    }),
    route(askGlueJobContract, async ({ body, caller }) => runFromRow(await askGlueJob(deps, { job: body, askedBy: nameOf(caller) }))),
    route(approveGlueJobContract, async ({ params, caller }) => runFromRow(await approveGlueJob(deps, { id: params.id, approvedBy: nameOf(caller) }))),
  ];
}

function nameOf(caller: Caller | undefined): string {
  return caller?.username ?? 'unknown';
}

async function answerOf({ desk, store }: AthenaDeps, runId: string): Promise<{ session: AwsSession; id: string; hasHeader: boolean }> {
  const { state, kind, awsId, hasHeader } = await findRun(store, runId);
  if (kind !== 'query' || state !== 'succeeded' || awsId === null) throw new AppError('conflict', `It has no answer: it is ${state}`, { hint: 'Ask again once the query has succeeded' });
  return { session: await desk.session(athenaQueryActions), id: awsId, hasHeader };
}
