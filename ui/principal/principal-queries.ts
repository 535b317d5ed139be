import { queryOptions } from '@tanstack/react-query';
import { principalRiskContract } from '../../src/watch/activity/behaviour/contract.ts';
import { principalByNameContract, searchActivityContract } from '../../src/watch/activity/lake/contract.ts';
import { call } from '../api/call.ts';

const suspiciousShown = 8;

export function principalQuery(principal: string) {
  return queryOptions({ queryKey: ['activity', 'principal', principal], queryFn: ({ signal }) => call(principalByNameContract, { query: { principal }, signal }) });
}

export function principalRiskQuery(principal: string) {
  return queryOptions({ queryKey: ['activity', 'principal-risk', principal], queryFn: ({ signal }) => call(principalRiskContract, { query: { principal }, signal }) });
}

/** The latest of its calls that a rule matched. */
export function suspiciousCallsQuery(principal: string) {
  return queryOptions({
    queryKey: ['activity', 'principal-suspicious', principal],
    queryFn: async ({ signal }) => (await call(searchActivityContract, { query: { principal, minSeverity: 'info', limit: suspiciousShown }, signal })).events,
  });
}
