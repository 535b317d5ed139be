import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteUserContract, type ListedUser, resetSecondFactorContract } from '../../src/base/access/contract.ts';
import { usersQuery } from '../access/access-queries.ts';
import { call } from '../api/call.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';

const asks = {
  remove: { title: (name: string) => `Remove ${name}?`, confirm: 'Remove the user', about: 'Their sessions end and their API keys stop working at once. What they did stays in the audit log. It cannot be undone.', contract: deleteUserContract },
  'reset-factor': { title: (name: string) => `Take away the two-step login of ${name}?`, confirm: 'Take it away', about: 'For when their device and their recovery codes are lost: make sure that it is really they who ask. Their sessions end, and the password alone is enough until they set it up again.', contract: resetSecondFactorContract },
} as const;

export type UserQuestion = keyof typeof asks;

/** What ends something of a user is asked twice. */
export function ConfirmUserChange({ what, user, onClose }: { what: UserQuestion; user: ListedUser; onClose: () => void }) {
  const client = useQueryClient();
  const { title, confirm, about, contract } = asks[what];
  const change = useMutation({
    mutationFn: () => call(contract, { params: { id: user.id } }),
    async onSuccess() {
      await Promise.all([usersQuery.queryKey, ['sessions'], ['keys']].map((queryKey) => client.invalidateQueries({ queryKey })));
      onClose();
    },
  });
  return (
    <ConfirmDialog title={title(user.username)} confirm={confirm} isOpen isPending={change.isPending} error={change.error} onConfirm={() => change.mutate()} onClose={onClose}>
      {about}
    </ConfirmDialog>
  );
}
