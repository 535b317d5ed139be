import type { Clock } from '../../../core/clock.ts';
import { route, type Route } from '../../../core/route.ts';
import { exportQuery, filterAsSql } from '../queries/export-activity.ts';
import { chartActivity } from './chart-activity.ts';
import { exportActivityContract, facetsContract, getActivityEventContract, histogramContract, holdingsContract, listCloudTrailEventsContract, principalActivityContract, principalByNameContract, qualityReportContract, searchActivityContract } from './contract.ts';
import { describeLake } from './describe-lake.ts';
import { getEvent } from './get-event.ts';
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
    route(searchActivityContract, ({ query, signal }) => searchActivity(lake, query, { timeoutMs, signal })),
    route(listCloudTrailEventsContract, ({ query, signal }) => listSuspicious(lake, query, { timeoutMs, signal })),
    route(histogramContract, ({ query, signal }) => chartActivity(lake, query, { clock, timeoutMs, signal })),
    route(facetsContract, ({ query, signal }) => listFacets(lake, query, { clock, timeoutMs, signal })),
    route(getActivityEventContract, ({ params, query, signal }) => getEvent(lake, { ...params, ...query }, { timeoutMs, signal })),
    route(principalActivityContract, ({ params, query, signal }) => principalActivity(lake, { principal: params.id, ...query }, { clock, timeoutMs, signal })),
    route(principalByNameContract, ({ query, signal }) => principalActivity(lake, query, { clock, timeoutMs, signal })),
    route(exportActivityContract, ({ query: { format, ...filter }, signal }) =>
      exportQuery(lake, { sql: filterAsSql(filter, format), since: filter.since, until: filter.until, timeoutMs: exportTimeoutMs, signal }, format),
    ),
    route(qualityReportContract, ({ query, signal }) => reportQuality(lake, query, { clock, timeoutMs, signal })),
    route(holdingsContract, () => describeLake(lake)),
  ];
}
