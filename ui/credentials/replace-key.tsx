import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { type Credential, updateCredentialContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Problem } from '../parts/problem.tsx';
import { useCredentialChange } from './credential-queries.ts';

/** Another name, or a key that was made by hand in the place of the one that is kept. */
export function ReplaceKey({ credential: { id, name } }: { credential: Credential }) {
  const refusal = useRefusal('admin');
  const [draft, setDraft] = useState<{ name: string; accessKeyId: string; secretAccessKey: string; sessionToken: string }>();
  const save = useCredentialChange(
    (next: NonNullable<typeof draft>) => {
      const accessKeyId = next.accessKeyId.trim();
      const another = accessKeyId === '' ? {} : { accessKeyId, secretAccessKey: next.secretAccessKey.trim(), ...(next.sessionToken.trim() === '' ? {} : { sessionToken: next.sessionToken.trim() }) };
      return call(updateCredentialContract, { params: { id }, body: { ...(next.name.trim() === name ? {} : { name: next.name.trim() }), ...another } });
    },
    () => setDraft(undefined),
  );
  if (!draft) {
    return (
      <Box>
        <Button variant="text" disabled={refusal !== undefined} title={refusal} onClick={() => setDraft({ name, accessKeyId: '', secretAccessKey: '', sessionToken: '' })} sx={{ ml: -1.5 }}>
          Rename it, or put another key in its place
        </Button>
      </Box>
    );
  }
  const isReady = draft.name.trim() !== '' && (draft.accessKeyId.trim() === '') === (draft.secretAccessKey.trim() === '');
  return (
    <Box
      component="form"
      aria-label="Change the credential"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate(draft);
      }}
      sx={{ display: 'grid', gap: 2 }}
    >
      <TextField label="Name" value={draft.name} autoFocus onChange={(event) => setDraft({ ...draft, name: event.target.value })} />
      <TextField label="Another access key id" value={draft.accessKeyId} autoComplete="off" spellCheck={false} onChange={(event) => setDraft({ ...draft, accessKeyId: event.target.value })} helperText="Empty to keep the key as it is" />
      <TextField label="Its secret access key" type="password" value={draft.secretAccessKey} autoComplete="off" onChange={(event) => setDraft({ ...draft, secretAccessKey: event.target.value })} />
      {draft.accessKeyId.startsWith('ASIA') && <TextField label="Its session token" type="password" value={draft.sessionToken} autoComplete="off" onChange={(event) => setDraft({ ...draft, sessionToken: event.target.value })} />}
      <Problem error={save.error} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" loading={save.isPending} disabled={!isReady}>
          Save
        </Button>
        <Button color="inherit" onClick={() => setDraft(undefined)}>
          Cancel
        </Button>
      </Box>
    </Box>
  );
}
