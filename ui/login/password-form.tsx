import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import type { FormEvent, ReactNode } from 'react';
import { PasswordField } from '../parts/password-field.tsx';

export interface LoginDraft {
  readonly username: string;
  readonly password: string;
}

interface PasswordFormProps {
  readonly draft: LoginDraft;
  readonly onChange: (draft: LoginDraft) => void;
  readonly isPending: boolean;
  readonly isLocked: boolean;
  readonly onSubmit: () => void;
  /** What went wrong. */
  readonly children: ReactNode;
}

export function PasswordForm({ draft, onChange, isPending, isLocked, onSubmit, children }: PasswordFormProps) {
  const { username, password } = draft;
  const isReady = username !== '' && password !== '' && !isLocked;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isReady) onSubmit();
  }
  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2 }}>
      {children}
      <TextField label="Username" name="username" autoComplete="username" required value={username} onChange={(event) => onChange({ ...draft, username: event.target.value })} />
      <PasswordField label="Password" name="password" autoComplete="current-password" autoFocus value={password} onChange={(next) => onChange({ ...draft, password: next })} />
      <Button type="submit" variant="contained" size="medium" loading={isPending} disabled={!isReady}>
        Log in
      </Button>
    </Box>
  );
}
