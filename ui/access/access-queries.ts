import { queryOptions } from '@tanstack/react-query';
import { listKeysContract, listSessionsContract, listUsersContract } from '../../src/base/access/contract.ts';
import { getSecondFactorContract } from '../../src/base/access/factor/contract.ts';
import { call } from '../api/call.ts';

/** One's own, or those of everybody. */
export type Whose = 'me' | 'everybody';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async ({ signal }) => (await call(listUsersContract, { signal })).users,
});

export function sessionsQuery(of: Whose) {
  return queryOptions({ queryKey: ['sessions', of], queryFn: async ({ signal }) => (await call(listSessionsContract, { query: { of }, signal })).sessions });
}

export function keysQuery(of: Whose) {
  return queryOptions({ queryKey: ['keys', of], queryFn: async ({ signal }) => (await call(listKeysContract, { query: { of }, signal })).keys });
}

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: ({ signal }) => call(getSecondFactorContract, { signal }),
});
