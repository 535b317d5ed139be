import { queryOptions } from '@tanstack/react-query';
import { ruleNoiseContract, suggestExceptionsContract } from '../../src/respond/noise/contract.ts';
import { getRuleContract, listRulesContract, ruleCoverageContract } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';

export const rulesQuery = queryOptions({ queryKey: ['rules', 'list'], queryFn: ({ signal }) => call(listRulesContract, { signal }) });

export const ruleCoverageQuery = queryOptions({ queryKey: ['rules', 'coverage'], queryFn: async ({ signal }) => (await call(ruleCoverageContract, { signal })).techniques, staleTime: Infinity });

/** Of all rules, by their ids. */
export const rulesNoiseQuery = queryOptions({
  queryKey: ['rules', 'noise'],
  queryFn: async ({ signal }) => new Map((await call(ruleNoiseContract, { query: {}, signal })).rules.map((noise) => [noise.ruleId, noise])),
});

export function ruleQuery(id: string) {
  return queryOptions({ queryKey: ['rules', 'one', id], queryFn: ({ signal }) => call(getRuleContract, { query: { id }, signal }) });
}

export function ruleSuggestionsQuery(id: string) {
  return queryOptions({ queryKey: ['rules', 'suggestions', id], queryFn: async ({ signal }) => (await call(suggestExceptionsContract, { query: { id }, signal })).suggestions });
}
