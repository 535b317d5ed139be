import { noteChange } from '../../../base/access/note-change.ts';
import type { Audit } from '../../../base/audit/audit.ts';
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

export function queryRoutes({ lake, store, clock, memoryMb, audit }: { lake: ActivityLake; store: Store; clock: Clock; memoryMb: number; audit: Audit }): Route[] {
  return [
    route(queryActivityContract, async ({ body: { timeoutSeconds, ...question }, scope, signal }) => {
      const { columns, rows, ...rest } = await queryActivity(limitLake(lake, scope), { ...question, timeoutMs: timeoutSeconds * 1_000, signal });
      return { columns: [...columns], rows: rows.map((row) => [...row]), ...rest };
    }),
    route(exportQueryContract, ({ body: { timeoutSeconds, format, ...question }, scope, signal }) => exportQuery(limitLake(lake, scope), { ...question, timeoutMs: timeoutSeconds * 1_000, signal }, format)),
    route(activitySchemaContract, () => Promise.resolve({ columns: viewColumns.map(({ name, type, about }) => ({ name, type, about })), limits: { memoryMb, ...questionLimits } })),
    route(listSavedQueriesContract, async ({ scope }) => ({ queries: await listSavedQueries(store, scope) })),
    route(saveQueryContract, async ({ body, caller, scope, address }) => {
      const saved = await saveQuery(store, { ...body, savedBy: caller?.username ?? 'unknown', savedAt: clock().toISOString() }, scope);
      await noteChange(audit, { caller, address }, { action: 'query.saved', subject: { kind: 'query', id: saved.name } });
      return saved;
    }),
    route(deleteSavedQueryContract, async ({ params, caller, scope, address }) => {
      await deleteSavedQuery(store, params.name, scope);
      await noteChange(audit, { caller, address }, { action: 'query.removed', subject: { kind: 'query', id: params.name } });
      return null;
    }),
  ];
}
