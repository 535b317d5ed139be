import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { type FormEvent, type ReactNode, useState } from 'react';

interface CodeFormProps {
  readonly username: string;
  readonly isPending: boolean;
  readonly isLocked: boolean;
  readonly onSubmit: (code: string) => void;
  readonly onBack: () => void;
  /** What went wrong. */
  readonly children: ReactNode;
}

const kinds = {
  app: { label: 'Code', help: 'The six digits that your authenticator app shows now', least: 6, other: 'Use a recovery code instead', inputMode: 'numeric' },
  recovery: { label: 'Recovery code', help: 'One of those that you kept; it works once', least: 10, other: 'Use the app instead', inputMode: 'text' },
} as const;

/** The second step: a code of the app, or one of the recovery codes. */
export function CodeForm({ username, isPending, isLocked, onSubmit, onBack, children }: CodeFormProps) {
  const [kind, setKind] = useState<keyof typeof kinds>('app');
  const [code, setCode] = useState('');
  const { label, help, least, other, inputMode } = kinds[kind];
  const isReady = code.replaceAll(/\s/g, '').length >= least && !isLocked;
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isReady) onSubmit(code);
  }
  return (
    <Box component="form" onSubmit={submit} noValidate sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary', mt: -1 }}>The password of {username} is right. Now the second step.</Box>
      {children}
      <TextField key={kind} label={label} name="code" autoComplete="one-time-code" autoFocus required value={code} onChange={(event) => setCode(event.target.value)} helperText={help} slotProps={{ htmlInput: { inputMode, maxLength: 40, spellCheck: false, autoCapitalize: 'none' } }} />
      <Button type="submit" variant="contained" size="medium" loading={isPending} disabled={!isReady}>
        Log in
      </Button>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
        <Button
          variant="text"
          onClick={() => {
            setCode('');
            setKind(kind === 'app' ? 'recovery' : 'app');
          }}
        >
          {other}
        </Button>
        <Button variant="text" color="inherit" onClick={onBack}>
          Back
        </Button>
      </Box>
    </Box>
  );
}
