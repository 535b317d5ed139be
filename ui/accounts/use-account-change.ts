import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { accountsQuery } from '../api/queries.ts';

/** Something that is done to an account and answers how it is then; every list shows it at once. */
export function useAccountChange<Input>(change: (input: Input) => Promise<ConnectedAccount>, onDone: (account: ConnectedAccount) => void = () => undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    async onSuccess(changed) {
      client.setQueryData(accountsQuery.queryKey, (accounts) => accounts && (accounts.some(({ id }) => id === changed.id) ? accounts.map((other) => (other.id === changed.id ? changed : other)) : [...accounts, changed]));
      onDone(changed);
      await client.invalidateQueries({ queryKey: accountsQuery.queryKey });
    },
  });
}
