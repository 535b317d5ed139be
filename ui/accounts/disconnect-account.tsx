import { useMutation, useQueryClient } from '@tanstack/react-query';
import { removeAccountContract } from '../../src/base/accounts/contract.ts';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { call } from '../api/call.ts';
import { accountsQuery } from '../api/queries.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';

interface DisconnectProps {
  readonly account: Pick<ConnectedAccount, 'id' | 'name' | 'accountId' | 'origin'>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Says what stops and what stays before an account is disconnected. */
export function DisconnectAccount({ account: { id, name, accountId, origin }, isOpen, onClose, onDone }: DisconnectProps) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call(removeAccountContract, { params: { id } }),
    async onSuccess() {
      onDone();
      client.setQueryData(accountsQuery.queryKey, (accounts) => accounts?.filter((other) => other.id !== id));
      await client.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog title={`Disconnect ${name}?`} confirm="Disconnect" isOpen={isOpen} isPending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} onClose={onClose}>
      <div>Nothing of account {accountId} is looked at any more. Its open findings are resolved; what was found and recorded stays.</div>
      {origin === 'organization' && <div>It belongs to a connected organisation: it is left out from then on, and does not come back by itself.</div>}
      <div>The role or key in AWS stays as it is; delete it there if nothing else uses it.</div>
    </ConfirmDialog>
  );
}
