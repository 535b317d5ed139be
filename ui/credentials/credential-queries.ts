import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { auditCredentialContract, type Credential, listCredentialsContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';

const everyMs = 2_000;

export const credentialsQuery = queryOptions({
  queryKey: ['credentials', 'list'],
  queryFn: async ({ signal }) => (await call(listCredentialsContract, { signal })).credentials,
  // While one is rotated its steps are shown as they are taken.
  refetchInterval: ({ state }) => (state.data?.some(({ rotation }) => rotation !== null && !rotation.isOver) ? everyMs : false),
});

/** Asked anew whenever something has happened to the credential. */
export function credentialAuditQuery({ id, updatedAt, lastUsedAt, rotation }: Credential) {
  return infiniteQueryOptions({
    queryKey: ['credentials', 'audit', id, updatedAt, lastUsedAt, rotation?.step],
    queryFn: ({ signal, pageParam }) => call(auditCredentialContract, { params: { id }, query: { limit: 20, cursor: pageParam }, signal }),
    initialPageParam: noCursor(),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** Something that is done to a credential and answers how it is then; the list and its log show it at once. */
export function useCredentialChange<Input>(change: (input: Input) => Promise<Credential>, onDone: (credential: Credential) => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    async onSuccess(changed) {
      client.setQueryData(credentialsQuery.queryKey, (credentials) => credentials && (credentials.some(({ id }) => id === changed.id) ? credentials.map((other) => (other.id === changed.id ? changed : other)) : [...credentials, changed]));
      onDone(changed);
      await client.invalidateQueries({ queryKey: ['credentials'] });
    },
  });
}

function noCursor(): string | undefined {
  return undefined;
}
