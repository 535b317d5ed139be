import { queryOptions } from '@tanstack/react-query';
import { listCredentialsContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';

export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: async ({ signal }) => (await call(listCredentialsContract, { signal })).credentials,
});
