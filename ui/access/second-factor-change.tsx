import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import TextField from '@mui/material/TextField';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { endSecondFactorContract, renewRecoveryCodesContract } from '../../src/base/access/factor/contract.ts';
import { call } from '../api/call.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

const words = {
  renew: { title: 'New recovery codes', submit: 'Make new codes', about: 'The old codes work no more from then on.' },
  end: { title: 'Turn the two-step login off', submit: 'Turn it off', about: 'Your password alone will be enough to log in as you.' },
} as const;

/** New recovery codes, or the end of it: both need the password and a code. */
export function SecondFactorChange({ what, onClose }: { what: keyof typeof words; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const proof = { password, code };
  const renew = useMutation({ mutationFn: () => call(renewRecoveryCodesContract, { body: proof }) });
  const end = useMutation({ mutationFn: () => call(endSecondFactorContract, { body: proof }), onSuccess: onClose });
  const change = what === 'renew' ? renew : end;
  const { title, submit, about } = words[what];

  if (renew.data) {
    return (
      <Dialog open aria-label={title} maxWidth="xs" fullWidth>
        <DialogContent>
          <RecoveryCodes codes={renew.data.recoveryCodes} />
        </DialogContent>
        <DialogActions sx={{ px: 3, pb: 2 }}>
          <Button variant="contained" onClick={onClose}>
            I have kept them
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <FormDialog title={title} submit={submit} canSubmit={password !== '' && code.trim().length >= 6} isPending={change.isPending} error={change.error} onSubmit={() => change.mutate()} onClose={onClose}>
      <Box sx={{ color: 'text.secondary' }}>{about}</Box>
      <PasswordField label="Your password" name="password" autoComplete="current-password" autoFocus value={password} onChange={setPassword} />
      <TextField label="Code of the app, or a recovery code" name="code" autoComplete="one-time-code" required value={code} onChange={(event) => setCode(event.target.value)} />
    </FormDialog>
  );
}
