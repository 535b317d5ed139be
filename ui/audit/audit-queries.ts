import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { listAuditContract, verifyAuditContract } from '../../src/base/audit/contract.ts';
import { encodeCursor } from '../../src/core/page.ts';
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

/** Null where there is none, or none that this person may see. An entry never changes. */
export function auditEntryQuery(sequence: number) {
  return queryOptions({
    queryKey: ['audit', 'entry', sequence],
    queryFn: async ({ signal }) => {
      const { entries } = await call(listAuditContract, { query: { order: 'asc', limit: 1, cursor: encodeCursor([String(sequence - 1)]) }, signal });
      return entries.find((entry) => entry.sequence === sequence) ?? null;
    },
    staleTime: Infinity,
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
