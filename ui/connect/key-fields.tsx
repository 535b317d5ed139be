import Alert from '@mui/material/Alert';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { credentialsQuery } from '../credentials/credential-queries.ts';
import { RouteLink } from '../parts/route-link.tsx';
import type { ConnectDraft } from './connect-draft.ts';

/** A key that is in the vault already, or a new one; and a plain word about the better way. */
export function KeyFields({ draft, onChange }: { draft: ConnectDraft; onChange: (part: Partial<ConnectDraft>) => void }) {
  const kept = (useQuery(credentialsQuery).data ?? []).filter(({ status }) => status === 'active');
  return (
    <>
      <Alert severity="warning">
        A key works for whoever has it, from anywhere, until somebody ends it. A role lends Watchkeeper an hour at a time, to nobody else, and there is nothing to steal.{' '}
        <RouteLink underline="always" to="/accounts/connect" search={{}}>
          Take another way
        </RouteLink>
      </Alert>
      {(kept.length > 0 || draft.credentialId !== '') && (
        <TextField select label="Key" value={draft.credentialId} onChange={(event) => onChange({ credentialId: event.target.value })} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}>
          <MenuItem value="">A new one</MenuItem>
          {kept.map(({ id, name, key, accountId }) => (
            <MenuItem key={id} value={id}>
              {name} ({key}, of {accountId})
            </MenuItem>
          ))}
        </TextField>
      )}
      {draft.credentialId === '' && (
        <>
          <TextField label="Number of the account" required value={draft.accountId} autoComplete="off" placeholder="123456789012" onChange={(event) => onChange({ accountId: event.target.value })} helperText="12 digits" />
          <TextField label="Access key id" required value={draft.accessKeyId} autoComplete="off" spellCheck={false} placeholder="AKIA…" onChange={(event) => onChange({ accessKeyId: event.target.value })} />
          <TextField label="Secret access key" type="password" required value={draft.secretAccessKey} autoComplete="off" onChange={(event) => onChange({ secretAccessKey: event.target.value })} helperText="Sealed in the vault at once, and never shown again, to nobody" />
        </>
      )}
    </>
  );
}
