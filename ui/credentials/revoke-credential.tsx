import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { type Credential, revokeCredentialContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { counted } from '../parts/format-number.ts';
import { useCredentialChange } from './credential-queries.ts';

interface RevokeCredentialProps {
  readonly credential: Credential;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Told what became of the key, in words. */
  readonly onRevoked: (inAws: string) => void;
}

/** The emergency button: says what will stop before it does. */
export function RevokeCredential({ credential: { id, name, usedBy }, isOpen, onClose, onRevoked }: RevokeCredentialProps) {
  const [because, setBecause] = useState('');
  const revoke = useCredentialChange(async () => {
    const { credential, inAws, cancelledRuns } = await call(revokeCredentialContract, { params: { id }, body: because.trim() === '' ? {} : { because: because.trim() } });
    onRevoked(`${inAws}.${cancelledRuns > 0 ? ` ${counted(cancelledRuns, 'run')} cancelled.` : ''}`.replaceAll('..', '.'));
    return credential;
  }, onClose);
  return (
    <ConfirmDialog title={`Revoke ${name} everywhere, now?`} confirm="Revoke it now" isOpen={isOpen} isPending={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate(undefined)} onClose={onClose}>
      <div>Within seconds nothing uses this key any more, runs that use it are cancelled, and it is made inactive in AWS where that is permitted.</div>
      <Box>
        {usedBy.length === 0 ? (
          'No connected account is reached with it.'
        ) : (
          <>
            {counted(usedBy.length, 'account')} will not be looked at until there is another key:
            <Box component="ul" sx={{ m: 0, pl: 2.25 }}>
              {usedBy.slice(0, 8).map((account) => (
                <li key={account.id}>
                  {account.name} ({account.accountId})
                </li>
              ))}
              {usedBy.length > 8 && <li>and {usedBy.length - 8} more</li>}
            </Box>
          </>
        )}
      </Box>
      <div>An administrator can take it back.</div>
      <TextField label="Why" value={because} onChange={(event) => setBecause(event.target.value)} helperText="Kept in the audit log" slotProps={{ htmlInput: { maxLength: 500 } }} sx={{ mt: 0.5 }} />
    </ConfirmDialog>
  );
}
