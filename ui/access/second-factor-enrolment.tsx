import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { beginSecondFactorContract, confirmSecondFactorContract } from '../../src/base/access/factor/contract.ts';
import { call } from '../api/call.ts';
import { Code } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { Problem } from '../parts/problem.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface EnrolmentProps {
  /** It is on, and the recovery codes were seen. */
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

/** From the password over the authenticator app to the recovery codes. */
export function SecondFactorEnrolment({ onDone, onCancel }: EnrolmentProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const begin = useMutation({ mutationFn: () => call(beginSecondFactorContract, { body: { password } }) });
  const confirm = useMutation({ mutationFn: () => call(confirmSecondFactorContract, { body: { code } }) });
  const send = (isReady: boolean, go: () => void) => (event: FormEvent) => {
    event.preventDefault();
    if (isReady) go();
  };
  const cancel = onCancel && (
    <Button color="inherit" onClick={onCancel}>
      Cancel
    </Button>
  );

  if (confirm.data) {
    return (
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Step number={3} title="Keep the recovery codes" />
        <RecoveryCodes codes={confirm.data.recoveryCodes} />
        <Button variant="contained" onClick={onDone} sx={{ justifySelf: 'start' }}>
          I have kept them
        </Button>
      </Box>
    );
  }
  if (begin.data) {
    const { seed, uri } = begin.data;
    return (
      <Box component="form" noValidate onSubmit={send(code.trim().length >= 6, confirm.mutate)} sx={{ display: 'grid', gap: 2 }}>
        <Step number={2} title="Add Watchkeeper to your authenticator app" />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
          <QrCode text={uri} label="QR code for the authenticator app" />
          <Box sx={{ flex: '1 1 200px', minWidth: 0, fontSize: '0.8125rem', display: 'grid', gap: 1, alignContent: 'start', justifyItems: 'start' }}>
            <span>Scan the picture with the app. Where that is not possible, type this seed into it:</span>
            <Code>{seed.replaceAll(/(.{4})(?=.)/g, '$1 ')}</Code>
            <CopyButton label="Copy the seed" text={() => seed} />
          </Box>
        </Box>
        <TextField label="Code that the app shows" name="code" autoComplete="one-time-code" autoFocus required value={code} onChange={(event) => setCode(event.target.value)} slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 10 } }} sx={{ maxWidth: 260 }} />
        <Problem error={confirm.error} />
        <Box sx={{ display: 'flex', gap: 1 }}>
          <Button type="submit" variant="contained" loading={confirm.isPending} disabled={code.trim().length < 6}>
            Turn it on
          </Button>
          {cancel}
        </Box>
      </Box>
    );
  }
  return (
    <Box component="form" noValidate onSubmit={send(password !== '', begin.mutate)} sx={{ display: 'grid', gap: 2 }}>
      <Step number={1} title="Say that it is you" />
      <Box sx={{ display: 'grid', maxWidth: 340 }}>
        <PasswordField label="Your password" name="password" autoComplete="current-password" autoFocus value={password} onChange={setPassword} />
      </Box>
      <Problem error={begin.error} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" loading={begin.isPending} disabled={password === ''}>
          Go on
        </Button>
        {cancel}
      </Box>
    </Box>
  );
}

function Step({ number, title }: { number: number; title: string }) {
  return (
    <Typography variant="h3" component="h3">
      <Box component="span" sx={{ color: 'text.secondary', fontWeight: 500 }}>
        Step {number} of 3:
      </Box>{' '}
      {title}
    </Typography>
  );
}
