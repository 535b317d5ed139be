import TextField from '@mui/material/TextField';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createUserContract } from '../../src/base/access/contract.ts';
import { usersQuery } from '../access/access-queries.ts';
import { passwordHint, shortestPassword } from '../access/password-hint.ts';
import { call } from '../api/call.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { isComplete, type UserDraft, UserFields } from './user-fields.tsx';

export function AddUser({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [draft, setDraft] = useState<UserDraft>({ name: '', role: 'viewer', accounts: 'all' });
  const add = useMutation({
    mutationFn: () => call(createUserContract, { body: { username, password, role: draft.role, accounts: draft.accounts, ...(draft.name.trim() !== '' && { name: draft.name.trim() }) } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
      onClose();
    },
  });
  return (
    <FormDialog title="Add a user" submit="Add the user" canSubmit={username !== '' && password.length >= shortestPassword && isComplete(draft)} isPending={add.isPending} error={add.error} onSubmit={() => add.mutate()} onClose={onClose}>
      <TextField label="Username" name="new-username" autoComplete="off" required autoFocus value={username} onChange={(event) => setUsername(event.target.value.trim())} slotProps={{ htmlInput: { maxLength: 100 } }} />
      <UserFields draft={draft} onChange={setDraft} />
      <PasswordField label="First password" name="new-password" autoComplete="new-password" value={password} onChange={setPassword} helperText={`${passwordHint} They can change it themselves.`} />
    </FormDialog>
  );
}
