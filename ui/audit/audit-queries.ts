import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { listAuditContract, verifyAuditContract } from '../../src/base/audit/contract.ts';
import { call } from '../api/call.ts';
import type { AuditFilterInput } from './audit-search.ts';

export function auditQuery(filter: AuditFilterInput) {
  return infiniteQueryOptions({
    queryKey: ['audit', 'list', filter],
    queryFn: ({ signal, pageParam }) => call(listAuditContract, { query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Reads the whole log, so it is asked for once and then when somebody wants to know. */
export const auditVerdictQuery = queryOptions({
  queryKey: ['audit', 'verdict'],
  queryFn: async ({ signal }) => ({ verdict: await call(verifyAuditContract, { signal }), at: new Date().toISOString() }),
  staleTime: Infinity,
});

function noCursor(): string | undefined {
  return undefined;
}
