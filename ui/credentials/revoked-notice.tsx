import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { allowCredentialContract, type Credential } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useCredentialChange } from './credential-queries.ts';

/** Says loudly that a key is of no use any more, and gives it back. `inAws` is what became of it there, as just told. */
export function RevokedNotice({ credential: { id, name, revoked }, inAws }: { credential: Credential; inAws: string | undefined }) {
  const [isAsked, setAsked] = useState(false);
  const refusal = useRefusal('admin');
  const allow = useCredentialChange(
    () => call(allowCredentialContract, { params: { id } }),
    () => setAsked(false),
  );
  if (revoked === null) return null;
  return (
    <Alert severity="error" variant="outlined" role="status">
      <AlertTitle sx={{ fontSize: '0.875rem', fontWeight: 650 }}>Revoked: nothing can use this key</AlertTitle>
      <div>
        <RelativeTime at={revoked.at} /> by {revoked.by}: {revoked.because}
      </div>
      <div>{inAws ?? (revoked.isInactiveInAws ? 'The key is inactive in AWS too.' : 'In AWS the key may still be active: make it inactive in IAM.')}</div>
      <Button variant="outlined" color="inherit" sx={{ mt: 1 }} disabled={refusal !== undefined} title={refusal} onClick={() => setAsked(true)}>
        Take the revocation back
      </Button>
      <ConfirmDialog title={`Let ${name} be used again?`} confirm="Let it be used again" isOpen={isAsked} isPending={allow.isPending} error={allow.error} onConfirm={() => allow.mutate(undefined)} onClose={() => setAsked(false)}>
        <div>Accounts that are reached with it are looked at again within seconds. Do this only when you are sure that nobody else has the key.</div>
        {revoked.isInactiveInAws && <div>The key was made inactive in AWS: somebody has to make it active again in IAM, since it cannot do that itself.</div>}
      </ConfirmDialog>
    </Alert>
  );
}
