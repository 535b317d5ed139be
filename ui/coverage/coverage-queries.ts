import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { coverageContract, listQuarantineContract, placeCoverageContract } from '../../src/watch/activity/coverage/contract.ts';
import { call } from '../api/call.ts';
import { spans, type SpanName } from './coverage-search.ts';

const refreshMs = 60_000;

export function coverageQuery(span: SpanName) {
  const { days, step } = spans[span];
  return queryOptions({
    queryKey: ['coverage', span],
    queryFn: ({ signal }) => call(coverageContract, { query: { since: new Date(Date.now() - days * 86_400_000).toISOString(), step }, signal }),
    refetchInterval: refreshMs,
  });
}

export function placeCoverageQuery({ accountId, region, since, until }: { accountId: string; region: string; since: string; until: string }) {
  return queryOptions({ queryKey: ['coverage', 'place', accountId, region, since, until], queryFn: ({ signal }) => call(placeCoverageContract, { params: { accountId, region }, query: { from: since, to: until }, signal }) });
}

export const quarantineQuery = infiniteQueryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ signal, pageParam }) => call(listQuarantineContract, { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: noCursor(),
  getNextPageParam: (page) => page.next,
});

function noCursor(): string | undefined {
  return undefined;
}
