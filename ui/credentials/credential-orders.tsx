import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Ban from 'lucide-react/icons/ban';
import CircleCheckBig from 'lucide-react/icons/circle-check-big';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Trash2 from 'lucide-react/icons/trash-2';
import { type ReactNode, useState } from 'react';
import { type Credential, deleteCredentialContract, rotateCredentialContract, testCredentialContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { counted } from '../parts/format-number.ts';
import { Problem } from '../parts/problem.tsx';
import { credentialsQuery, useCredentialChange } from './credential-queries.ts';
import { RevokeCredential } from './revoke-credential.tsx';

interface CredentialOrdersProps {
  readonly credential: Credential;
  readonly onRevoked: (inAws: string) => void;
  readonly onGone: () => void;
}

/** What a person may do with a credential. Who may not, or when it makes no sense, it says why. */
export function CredentialOrders({ credential, onRevoked, onGone }: CredentialOrdersProps) {
  const { id, name, key, status, isTemporary, rotation, usedBy } = credential;
  const client = useQueryClient();
  const [asked, setAsked] = useState<'revoke' | 'forget'>();
  const test = useMutation({ mutationFn: () => call(testCredentialContract, { params: { id } }), onSuccess: () => client.invalidateQueries({ queryKey: ['credentials'] }) });
  const rotate = useCredentialChange(() => call(rotateCredentialContract, { params: { id } }));
  const forget = useMutation({
    mutationFn: () => call(deleteCredentialContract, { params: { id } }),
    async onSuccess() {
      onGone();
      client.setQueryData(credentialsQuery.queryKey, (credentials) => credentials?.filter((other) => other.id !== id));
      await client.invalidateQueries({ queryKey: credentialsQuery.queryKey });
    },
  });
  const operator = useRefusal('operator');
  const admin = useRefusal('admin');
  const isRevoked = status === 'revoked';
  const noTest = operator ?? (isRevoked ? 'It is revoked' : undefined);
  const noRotation = admin ?? (isRevoked ? 'It is revoked' : isTemporary ? 'A session ends by itself' : rotation?.isOver === false ? 'It is being rotated' : undefined);
  const noForget = admin ?? (usedBy.length > 0 ? `${counted(usedBy.length, 'connected account')} ${usedBy.length === 1 ? 'is' : 'are'} reached with it` : undefined);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Order tip={noTest ?? 'Asks AWS whose key it is'} isOff={noTest !== undefined}>
          <Button variant="outlined" color="inherit" disabled={noTest !== undefined} loading={test.isPending} loadingPosition="start" startIcon={<CircleCheckBig size={14} aria-hidden />} onClick={() => test.mutate()}>
            Test
          </Button>
        </Order>
        <Order tip={noRotation ?? 'Puts a new key in its place, without a pause'} isOff={noRotation !== undefined}>
          <Button variant="outlined" color="inherit" disabled={noRotation !== undefined} loading={rotate.isPending} loadingPosition="start" startIcon={<RefreshCw size={14} aria-hidden />} onClick={() => rotate.mutate(undefined)}>
            Rotate now
          </Button>
        </Order>
        <Order tip={noForget ?? 'Takes it out of the vault'} isOff={noForget !== undefined}>
          <Button variant="outlined" color="inherit" disabled={noForget !== undefined} startIcon={<Trash2 size={14} aria-hidden />} onClick={() => setAsked('forget')}>
            Forget
          </Button>
        </Order>
        {!isRevoked && (
          <Order tip={operator ?? 'Emergency: ends every use of it within seconds'} isOff={operator !== undefined}>
            <Button variant="contained" color="error" disabled={operator !== undefined} startIcon={<Ban size={14} aria-hidden />} onClick={() => setAsked('revoke')}>
              Revoke
            </Button>
          </Order>
        )}
      </Box>
      {test.data && !test.isPending && (
        <Alert severity={test.data.works ? 'success' : 'error'}>
          {test.data.works ? (
            <>
              It works: AWS says it is <Code>{test.data.arn}</Code>
            </>
          ) : (
            <>
              {test.data.because}
              <div>{test.data.hint}</div>
            </>
          )}
        </Alert>
      )}
      <Problem error={test.error ?? rotate.error} />
      <RevokeCredential credential={credential} isOpen={asked === 'revoke'} onClose={() => setAsked(undefined)} onRevoked={onRevoked} />
      <ConfirmDialog title={`Forget ${name}?`} confirm="Forget it" isOpen={asked === 'forget'} isPending={forget.isPending} error={forget.error} onConfirm={() => forget.mutate()} onClose={() => setAsked(undefined)}>
        <div>The key {key} is taken out of the vault, and cannot be had back from it.</div>
        <div>In AWS it stays as it is: delete it there in IAM if nothing else uses it.</div>
      </ConfirmDialog>
    </Box>
  );
}

function Order({ tip, isOff, children }: { tip: string; isOff: boolean; children: ReactNode }) {
  return (
    <Tooltip title={tip} describeChild={!isOff}>
      <span>{children}</span>
    </Tooltip>
  );
}
