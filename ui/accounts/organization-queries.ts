import { queryOptions } from '@tanstack/react-query';
import { listOrganizationsContract } from '../../src/base/accounts/contract.ts';
import { call } from '../api/call.ts';

/** Below the accounts, so that whatever changes these looks for organisations too. */
export const organizationsQuery = queryOptions({
  queryKey: ['accounts', 'organizations'],
  queryFn: async ({ signal }) => (await call(listOrganizationsContract, { signal })).organizations,
});
