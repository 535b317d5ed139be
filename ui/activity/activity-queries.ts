import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { facetsContract, getActivityEventContract, histogramContract, searchActivityContract } from '../../src/watch/activity/lake/contract.ts';
import { call } from '../api/call.ts';
import { type ActivityFilterInput, facetFields } from './activity-search.ts';

export function eventsQuery(filter: ActivityFilterInput) {
  return infiniteQueryOptions({
    queryKey: ['activity', 'events', filter],
    queryFn: ({ signal, pageParam }) => call(searchActivityContract, { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function histogramQuery(filter: ActivityFilterInput) {
  return queryOptions({ queryKey: ['activity', 'histogram', filter], queryFn: ({ signal }) => call(histogramContract, { query: filter, signal }), placeholderData: keepPreviousData });
}

export function activityFacetsQuery(filter: ActivityFilterInput) {
  return queryOptions({ queryKey: ['activity', 'facets', filter], queryFn: ({ signal }) => call(facetsContract, { query: { ...filter, columns: Object.keys(facetFields).join(','), top: 6 }, signal }), placeholderData: keepPreviousData });
}

export function activityEventQuery(id: string, at: string | undefined) {
  return queryOptions({ queryKey: ['activity', 'event', id], queryFn: ({ signal }) => call(getActivityEventContract, { params: { id }, query: at === undefined ? {} : { at }, signal }), staleTime: Infinity });
}

function noCursor(): string | undefined {
  return undefined;
}
