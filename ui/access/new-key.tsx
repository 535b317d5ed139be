import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { createKeyContract, keyScopes } from '../../src/base/access/contract.ts';
import { hasRole } from '../../src/core/role.ts';
import { call } from '../api/call.ts';
import { useSession } from '../api/use-session.ts';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { AccountsChoice, type AccountsChosen } from './accounts-choice.tsx';
import { scopeWords } from './key-scope-words.ts';

const lengths = [
  { days: 7, label: 'In a week' },
  { days: 30, label: 'In 30 days' },
  { days: 90, label: 'In 90 days' },
  { days: 365, label: 'In a year' },
  { days: 0, label: 'Never' },
] as const;
const dayMs = 86_400_000;

/** Asks what the key is for, and shows it the one time that it can be seen. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const user = useSession()?.user;
  const [name, setName] = useState('');
  const [scope, setScope] = useState<(typeof keyScopes)[number]>('read');
  const [accounts, setAccounts] = useState<AccountsChosen>('all');
  const [days, setDays] = useState(90);
  const make = useMutation({
    mutationFn: () => call(createKeyContract, { body: { name, scope, ...(accounts === 'all' ? {} : { accounts }), expiresAt: days === 0 ? null : new Date(Date.now() + days * dayMs).toISOString() } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
  const offered = keyScopes.filter((one) => user && hasRole(user.role, scopeWords[one].role));

  if (make.data) return <KeyOnce apiKey={make.data.key} name={name} onClose={onClose} />;
  return (
    <FormDialog title="New API key" submit="Make the key" canSubmit={name.trim() !== '' && (accounts === 'all' || accounts.length > 0)} isPending={make.isPending} error={make.error} onSubmit={() => make.mutate()} onClose={onClose}>
      <TextField label="What it is for" name="name" placeholder="nightly report" required autoFocus value={name} onChange={(event) => setName(event.target.value)} slotProps={{ htmlInput: { maxLength: 100 }, inputLabel: { shrink: true } }} />
      <TextField select label="It may" value={scope} onChange={(event) => setScope(keyScopes.find((one) => one === event.target.value) ?? 'read')}>
        {offered.map((one) => (
          <MenuItem key={one} value={one}>
            {scopeWords[one].about}
          </MenuItem>
        ))}
      </TextField>
      <TextField select label="It ends" value={days} onChange={(event) => setDays(Number(event.target.value))} {...(days === 0 && { helperText: 'A key without an end is easily forgotten' })}>
        {lengths.map((length) => (
          <MenuItem key={length.days} value={length.days}>
            {length.label}
          </MenuItem>
        ))}
      </TextField>
      <AccountsChoice label="It may see" all={user?.accounts === 'all' ? 'Every account, those to come too' : 'All accounts that you see'} value={accounts} onChange={setAccounts} />
    </FormDialog>
  );
}

function KeyOnce({ apiKey, name, onClose }: { apiKey: string; name: string; onClose: () => void }) {
  const id = useId();
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby={id}>
      <DialogTitle id={id} component="h2" sx={{ fontSize: '1rem', fontWeight: 650, pb: 1 }}>
        The key for {name}
      </DialogTitle>
      <DialogContent>
        <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', fontSize: '0.8125rem' }}>
          <Alert severity="warning">Copy it now: it is not shown again.</Alert>
          <Box sx={({ vars: { palette } }) => ({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'flex-end', gap: 1, p: 1.25, borderRadius: 1, bgcolor: palette.surface.sunken })}>
            <Box sx={{ flex: '1 1 240px', minWidth: 0 }}>
              <Code>{apiKey}</Code>
            </Box>
            <CopyButton label="Copy" text={() => apiKey} />
          </Box>
          <span>A program sends it with each request:</span>
          <CodeBlock label="How a program sends it">{`curl -H "Authorization: Bearer $WATCHKEEPER_KEY" ${window.location.origin}/api/findings`}</CodeBlock>
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="contained" onClick={onClose}>
          I have copied it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
