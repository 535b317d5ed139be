import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePasswordContract } from '../../src/base/access/contract.ts';
import { call } from '../api/call.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { passwordHint, shortestPassword } from './password-hint.ts';

/** One's own password. Changing it ends the logins elsewhere, which is said before. */
export function PasswordCard() {
  const [isOpen, setIsOpen] = useState(false);
  const [isDone, setIsDone] = useState(false);
  return (
    <SectionCard
      title="Password"
      aside={
        <Button variant="outlined" color="inherit" onClick={() => setIsOpen(true)}>
          Change
        </Button>
      }
    >
      <Box sx={{ px: 2, py: 1.5, fontSize: '0.8125rem', color: 'text.secondary' }}>
        {isDone ? <Alert severity="success">The password is changed. Your other sessions have ended.</Alert> : 'Changing it ends your sessions on other devices.'}
      </Box>
      {isOpen && (
        <ChangePassword
          onClose={() => setIsOpen(false)}
          onDone={() => {
            setIsOpen(false);
            setIsDone(true);
          }}
        />
      )}
    </SectionCard>
  );
}

function ChangePassword({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => call(changePasswordContract, { body: { current, next } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['sessions'] });
      onDone();
    },
  });
  return (
    <FormDialog title="Change your password" submit="Change the password" canSubmit={current !== '' && next.length >= shortestPassword} isPending={change.isPending} error={change.error} onSubmit={() => change.mutate()} onClose={onClose}>
      <PasswordField label="Password now" name="current" autoComplete="current-password" autoFocus value={current} onChange={setCurrent} />
      <PasswordField label="New password" name="next" autoComplete="new-password" value={next} onChange={setNext} helperText={passwordHint} />
    </FormDialog>
  );
}
