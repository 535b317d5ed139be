import type { Clock } from '../../../core/clock.ts';
import { route, type Route } from '../../../core/route.ts';
import { exportQuery, filterAsSql } from '../queries/export-activity.ts';
import { chartActivity } from './chart-activity.ts';
import { exportActivityContract, facetsContract, getActivityEventContract, histogramContract, holdingsContract, listCloudTrailEventsContract, principalActivityContract, principalByNameContract, qualityReportContract, searchActivityContract } from './contract.ts';
import { describeLake } from './describe-lake.ts';
import { getEvent } from './get-event.ts';
import { limitLake } from './limit-lake.ts';
import { listFacets } from './list-facets.ts';
import type { ActivityLake } from './open-activity-lake.ts';
import { principalActivity } from './principal-activity.ts';
import { reportQuality } from './report-quality.ts';
import { listSuspicious, searchActivity } from './search-activity.ts';

/** Somebody waits for these. */
const timeoutMs = 30_000;
const exportTimeoutMs = 600_000;

/** What people ask about kept events. Only the lake is read; AWS is never asked while they wait. */
export function activityRoutes({ lake, clock }: { lake: ActivityLake; clock: Clock }): Route[] {
  return [
    route(searchActivityContract, ({ query, scope, signal }) => searchActivity(limitLake(lake, scope), query, { timeoutMs, signal })),
    route(listCloudTrailEventsContract, ({ query, scope, signal }) => listSuspicious(limitLake(lake, scope), query, { timeoutMs, signal })),
    route(histogramContract, ({ query, scope, signal }) => chartActivity(limitLake(lake, scope), query, { clock, timeoutMs, signal })),
    route(facetsContract, ({ query, scope, signal }) => listFacets(limitLake(lake, scope), query, { clock, timeoutMs, signal })),
    route(getActivityEventContract, ({ params, query, scope, signal }) => getEvent(limitLake(lake, scope), { ...params, ...query }, { timeoutMs, signal })),
    route(principalActivityContract, ({ params, query, scope, signal }) => principalActivity(limitLake(lake, scope), { principal: params.id, ...query }, { clock, timeoutMs, signal })),
    route(principalByNameContract, ({ query, scope, signal }) => principalActivity(limitLake(lake, scope), query, { clock, timeoutMs, signal })),
    route(exportActivityContract, ({ query: { format, ...filter }, scope, signal }) =>
      exportQuery(limitLake(lake, scope), { sql: filterAsSql(filter, format), since: filter.since, until: filter.until, timeoutMs: exportTimeoutMs, signal }, format),
    ),
    route(qualityReportContract, ({ query, scope, signal }) => reportQuality(limitLake(lake, scope), query, { clock, timeoutMs, signal })),
    route(holdingsContract, ({ scope }) => describeLake(limitLake(lake, scope))),
  ];
}
