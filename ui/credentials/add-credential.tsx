import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { createCredentialContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { Problem } from '../parts/problem.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { useCredentialChange } from './credential-queries.ts';
import { RotateEveryField } from './rotate-every-field.tsx';

const empty = { name: '', accountId: '', accessKeyId: '', secretAccessKey: '', sessionToken: '' };

/** Takes an access key into the vault. What is secret of it leaves this page with the request and does not come back. */
export function AddCredential({ onDone, onClose }: { onDone: (id: string) => void; onClose: () => void }) {
  const [draft, setDraft] = useState(empty);
  const [rotateEvery, setRotateEvery] = useState<string | null>('90d');
  const isTemporary = draft.accessKeyId.startsWith('ASIA');
  const add = useCredentialChange(
    () => call(createCredentialContract, { body: { name: draft.name.trim(), accountId: draft.accountId.trim(), accessKeyId: draft.accessKeyId.trim(), secretAccessKey: draft.secretAccessKey.trim(), ...(isTemporary ? { sessionToken: draft.sessionToken.trim(), rotateEvery: null } : { rotateEvery }) } }),
    ({ id }) => onDone(id),
  );
  const isReady = draft.name.trim() !== '' && draft.accountId.trim() !== '' && draft.accessKeyId.trim() !== '' && draft.secretAccessKey.trim() !== '' && (!isTemporary || draft.sessionToken.trim() !== '');
  const field = (name: keyof typeof empty) => ({ value: draft[name], required: true, autoComplete: 'off', spellCheck: false, onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }) });
  return (
    <Box
      component="form"
      aria-label="Add an access key"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) add.mutate(undefined);
      }}
      sx={{ p: 2, display: 'grid', gap: 2 }}
    >
      <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem' }}>
        Add an access key
      </Typography>
      <Alert severity="info">
        Where it is possible, <RouteLink underline="always" to="/accounts/connect">connect with a role</RouteLink> instead: it needs no key that could be lost.
      </Alert>
      <TextField label="Name" autoFocus {...field('name')} helperText="What people call it, such as the account and the user it belongs to" />
      <TextField label="Number of the account" placeholder="123456789012" {...field('accountId')} />
      <TextField label="Access key id" placeholder="AKIA…" {...field('accessKeyId')} />
      <TextField label="Secret access key" type="password" {...field('secretAccessKey')} helperText="Sealed at once, and never shown again, to nobody" />
      {isTemporary ? <TextField label="Session token" type="password" {...field('sessionToken')} helperText="A key that begins with ASIA is a session: it ends by itself and cannot be rotated" /> : <RotateEveryField value={rotateEvery} onChange={setRotateEvery} />}
      <Problem error={add.error} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" loading={add.isPending} disabled={!isReady}>
          Seal it in the vault
        </Button>
        <Button color="inherit" onClick={onClose}>
          Cancel
        </Button>
      </Box>
    </Box>
  );
}
