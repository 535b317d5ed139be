import Box from '@mui/material/Box';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ListedUser, updateUserContract } from '../../src/base/access/contract.ts';
import { usersQuery } from '../access/access-queries.ts';
import { passwordHint, shortestPassword } from '../access/password-hint.ts';
import { call } from '../api/call.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { isComplete, type UserDraft, UserFields } from './user-fields.tsx';

/** Only what is changed is sent: anything but a name ends the user's sessions. */
export function ChangeUser({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<UserDraft>({ name: user.name, role: user.role, accounts: user.accounts });
  const isOtherRole = draft.role !== user.role;
  const areOtherAccounts = JSON.stringify(draft.accounts) !== JSON.stringify(user.accounts);
  const isOtherName = draft.name.trim() !== '' && draft.name.trim() !== user.name;
  const change = useMutation({
    mutationFn: () => call(updateUserContract, { params: { id: user.id }, body: { ...(isOtherName && { name: draft.name.trim() }), ...(isOtherRole && { role: draft.role }), ...(areOtherAccounts && { accounts: draft.accounts }) } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
      await client.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  return (
    <FormDialog title={`Change ${user.username}`} submit="Save" canSubmit={isComplete(draft) && (isOtherName || isOtherRole || areOtherAccounts)} isPending={change.isPending} error={change.error} onSubmit={() => change.mutate()} onClose={onClose}>
      <UserFields draft={draft} onChange={setDraft} />
      {(isOtherRole || areOtherAccounts) && <Box sx={{ color: 'text.secondary' }}>Their sessions end, and they log in again.</Box>}
    </FormDialog>
  );
}

export function ResetPassword({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const reset = useMutation({
    mutationFn: () => call(updateUserContract, { params: { id: user.id }, body: { password } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['sessions'] });
      onClose();
    },
  });
  return (
    <FormDialog title={`A new password for ${user.username}`} submit="Set the password" canSubmit={password.length >= shortestPassword} isPending={reset.isPending} error={reset.error} onSubmit={() => reset.mutate()} onClose={onClose}>
      <Box sx={{ color: 'text.secondary' }}>Their sessions end. Tell them the password in a safe way; they can change it themselves.</Box>
      <PasswordField label="New password" name="new-password" autoComplete="new-password" autoFocus value={password} onChange={setPassword} helperText={passwordHint} />
    </FormDialog>
  );
}
