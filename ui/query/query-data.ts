import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { athenaDdlContract, athenaRowsContract, athenaSchemaContract, athenaStatusContract, getAthenaRunContract, listAthenaRunsContract } from '../../src/watch/activity/athena/contract.ts';
import { qualityReportContract } from '../../src/watch/activity/lake/contract.ts';
import { activitySchemaContract, listSavedQueriesContract } from '../../src/watch/activity/queries/contract.ts';
import { call } from '../api/call.ts';

const watchMs = 700;

export const savedQueriesQuery = queryOptions({ queryKey: ['query', 'saved'], queryFn: async ({ signal }) => (await call(listSavedQueriesContract, { signal })).queries });

export const lakeColumnsQuery = queryOptions({ queryKey: ['query', 'columns', 'lake'], queryFn: ({ signal }) => call(activitySchemaContract, { signal }), staleTime: Infinity });

export const athenaStatusQuery = queryOptions({ queryKey: ['athena', 'status'], queryFn: ({ signal }) => call(athenaStatusContract, { signal }) });

/** Asks AWS, so only when somebody wants to see it. */
export const athenaColumnsQuery = queryOptions({ queryKey: ['athena', 'columns'], queryFn: ({ signal }) => call(athenaSchemaContract, { query: {}, signal }), staleTime: 10 * 60_000, retry: false });

export function athenaDdlQuery(of: 'lake' | 'trail') {
  return queryOptions({ queryKey: ['athena', 'ddl', of], queryFn: async ({ signal }) => (await call(athenaDdlContract, { query: { of }, signal })).sql, staleTime: Infinity });
}

export function athenaRunsQuery(kind: 'query' | 'job') {
  return queryOptions({
    queryKey: ['athena', 'runs', kind],
    queryFn: async ({ signal }) => (await call(listAthenaRunsContract, { query: { kind, limit: 20 }, signal })).runs,
    refetchInterval: ({ state }) => (state.data?.some(({ endedAt, state: now }) => endedAt === null && now !== 'asked') === true ? watchMs * 2 : false),
  });
}

/** Looked at again and again until it has ended. */
export function athenaRunQuery(id: string) {
  return queryOptions({
    queryKey: ['athena', 'run', id],
    queryFn: ({ signal }) => call(getAthenaRunContract, { params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.endedAt === null ? watchMs : false),
  });
}

export function athenaRowsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['athena', 'rows', id],
    queryFn: ({ signal, pageParam }) => call(athenaRowsContract, { params: { id }, query: { limit: 200, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
    staleTime: Infinity,
  });
}

export const qualityQuery = queryOptions({ queryKey: ['activity', 'quality'], queryFn: ({ signal }) => call(qualityReportContract, { query: {}, signal }), staleTime: 60_000 });

function noCursor(): string | undefined {
  return undefined;
}
