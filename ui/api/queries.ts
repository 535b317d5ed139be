import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getExecutionContract, getAgentContract, listAgentsContract, listAgentTypesContract, listExecutionLogsContract, listExecutionsContract, listGapsContract } from '../../src/agents/runtime/contract.ts';
import { getSessionContract } from '../../src/base/access/contract.ts';
import { listAccountsContract } from '../../src/base/accounts/contract.ts';
import type { ExecutionLog } from '../../src/core/agent.ts';
import { type findingQuerySchema, getFindingContract, listFindingsContract, summariseFindingsContract } from '../../src/respond/findings/contract.ts';
import { call } from './call.ts';

export type AgentType = z.output<typeof listAgentTypesContract.response>['agentTypes'][number];
export type FindingSearch = Omit<z.input<typeof findingQuerySchema>, 'limit' | 'cursor'>;
type FindingFilter = Omit<FindingSearch, 'sort' | 'order'>;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => (await call(getSessionContract, { signal })).session,
  staleTime: 5 * 60_000,
});

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: async ({ signal }) => (await call(listAccountsContract, { signal })).accounts,
});

export const agentsQuery = queryOptions({
  queryKey: ['agents', 'list'],
  queryFn: async ({ signal }) => (await call(listAgentsContract, { signal })).agents,
});

export const agentTypesQuery = queryOptions({
  queryKey: ['agent-types'],
  queryFn: async ({ signal }) => (await call(listAgentTypesContract, { signal })).agentTypes,
  staleTime: Infinity,
});

export const gapsQuery = queryOptions({
  queryKey: ['gaps'],
  queryFn: async ({ signal }) => (await call(listGapsContract, { signal })).gaps,
});

export function agentQuery(id: string) {
  return queryOptions({ queryKey: ['agents', 'one', id], queryFn: ({ signal }) => call(getAgentContract, { params: { id }, signal }) });
}

export function executionsQuery(agentId: string) {
  return infiniteQueryOptions({
    queryKey: ['agents', 'executions', agentId],
    queryFn: ({ signal, pageParam }) => call(listExecutionsContract, { params: { id: agentId }, query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
  });
}

export function executionQuery(id: string) {
  return queryOptions({ queryKey: ['executions', id], queryFn: ({ signal }) => call(getExecutionContract, { params: { id }, signal }) });
}

export const mostLogLines = 2_000;

export function executionLogsQuery(id: string) {
  return queryOptions({
    queryKey: ['logs', id],
    queryFn: async ({ signal }) => {
      const lines: ExecutionLog[] = [];
      for (let after: number | null = 0; after !== null && lines.length < mostLogLines; ) {
        const page: z.output<typeof listExecutionLogsContract.response> = await call(listExecutionLogsContract, { params: { id }, query: { after, limit: 1_000 }, signal });
        lines.push(...page.lines);
        after = page.next;
      }
      return lines;
    },
  });
}

export function findingsQuery(search: FindingSearch) {
  return infiniteQueryOptions({
    queryKey: ['findings', 'list', search],
    queryFn: ({ signal, pageParam }) => call(listFindingsContract, { query: { ...search, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
  });
}

export function latestFindingsQuery(limit: number) {
  return queryOptions({
    queryKey: ['findings', 'latest', limit],
    queryFn: async ({ signal }) => (await call(listFindingsContract, { query: { status: 'open', limit }, signal })).findings,
  });
}

export function findingSummaryQuery(filter: FindingFilter) {
  return queryOptions({ queryKey: ['findings', 'summary', filter], queryFn: ({ signal }) => call(summariseFindingsContract, { query: filter, signal }) });
}

export function findingQuery(id: string) {
  return queryOptions({ queryKey: ['findings', 'one', id], queryFn: ({ signal }) => call(getFindingContract, { params: { id }, signal }) });
}

function noCursor(): string | undefined {
  return undefined;
}
