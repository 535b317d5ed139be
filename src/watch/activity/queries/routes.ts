import type { Store } from '../../../base/store/store.ts';
import type { Clock } from '../../../core/clock.ts';
import { route, type Route } from '../../../core/route.ts';
import { limitLake } from '../lake/limit-lake.ts';
import { viewColumns } from '../lake/lake-view.ts';
import type { ActivityLake } from '../lake/open-activity-lake.ts';
import { activitySchemaContract, deleteSavedQueryContract, exportQueryContract, listSavedQueriesContract, queryActivityContract, questionLimits, saveQueryContract } from './contract.ts';
import { exportQuery } from './export-activity.ts';
import { queryActivity } from './query-activity.ts';
import { deleteSavedQuery, listSavedQueries, saveQuery } from './saved-queries.ts';

export function queryRoutes({ lake, store, clock, memoryMb }: { lake: ActivityLake; store: Store; clock: Clock; memoryMb: number }): Route[] {
  return [
    route(queryActivityContract, async ({ body: { timeoutSeconds, ...question }, scope, signal }) => {
      const { columns, rows, ...rest } = await queryActivity(limitLake(lake, scope), { ...question, timeoutMs: timeoutSeconds * 1_000, signal });
      return { columns: [...columns], rows: rows.map((row) => [...row]), ...rest };
    }),
    route(exportQueryContract, ({ body: { timeoutSeconds, format, ...question }, scope, signal }) => exportQuery(limitLake(lake, scope), { ...question, timeoutMs: timeoutSeconds * 1_000, signal }, format)),
    route(activitySchemaContract, () => Promise.resolve({ columns: viewColumns.map(({ name, type, about }) => ({ name, type, about })), limits: { memoryMb, ...questionLimits } })),
    route(listSavedQueriesContract, async ({ scope }) => ({ queries: await listSavedQueries(store, scope) })),
    route(saveQueryContract, ({ body, caller, scope }) => saveQuery(store, { ...body, savedBy: caller?.username ?? 'unknown', savedAt: clock().toISOString() }, scope)),
    route(deleteSavedQueryContract, async ({ params, scope }) => {
      await deleteSavedQuery(store, params.name, scope);
      return null;
    }),
  ];
}
