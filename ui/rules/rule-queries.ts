import { queryOptions } from '@tanstack/react-query';
import { getRuleContract, listRulesContract, ruleCoverageContract } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';

export const rulesQuery = queryOptions({ queryKey: ['rules', 'list'], queryFn: ({ signal }) => call(listRulesContract, { signal }) });

export const ruleCoverageQuery = queryOptions({ queryKey: ['rules', 'coverage'], queryFn: async ({ signal }) => (await call(ruleCoverageContract, { signal })).techniques, staleTime: Infinity });

export function ruleQuery(id: string) {
  return queryOptions({ queryKey: ['rules', 'one', id], queryFn: ({ signal }) => call(getRuleContract, { query: { id }, signal }) });
}
