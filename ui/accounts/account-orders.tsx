import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import CirclePause from 'lucide-react/icons/circle-pause';
import CirclePlay from 'lucide-react/icons/circle-play';
import Pencil from 'lucide-react/icons/pencil';
import ShieldCheck from 'lucide-react/icons/shield-check';
import Unplug from 'lucide-react/icons/unplug';
import { useState } from 'react';
import { changeableFields, updateAccountContract, validateAccountContract } from '../../src/base/accounts/contract.ts';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Problem } from '../parts/problem.tsx';
import { DisconnectAccount } from './disconnect-account.tsx';
import { useAccountChange } from './use-account-change.ts';

interface AccountOrdersProps {
  readonly account: ConnectedAccount;
  readonly onEdit: () => void;
  readonly onGone: () => void;
}

/** What a person may do with an account. Who may not sees why. */
export function AccountOrders({ account, onEdit, onGone }: AccountOrdersProps) {
  const { id, origin, status } = account;
  const [isLeaving, setLeaving] = useState(false);
  const validate = useAccountChange(() => call(validateAccountContract, { params: { id } }));
  const pause = useAccountChange((next: 'active' | 'inactive') => call(updateAccountContract, { params: { id }, body: { status: next } }));
  const mayTry = useRefusal('operator');
  const mayChange = useRefusal('admin');
  const may = changeableFields(origin);
  const owner = origin === 'config' ? 'The configuration file decides about it' : 'The simulated organisation decides about it';
  const mayPause = mayChange ?? (may === 'all' || may.includes('status') ? undefined : owner);
  const mayLeave = mayChange ?? (origin === 'config' || origin === 'simulated' ? owner : undefined);
  const isPaused = status === 'inactive';
  return (
    <Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Tooltip title={mayTry ?? 'Tries its credentials, regions and permissions now'}>
          <span>
            <Button variant="outlined" color="inherit" disabled={mayTry !== undefined} loading={validate.isPending} loadingPosition="start" startIcon={<ShieldCheck size={14} aria-hidden />} onClick={() => validate.mutate(undefined)}>
              Validate now
            </Button>
          </span>
        </Tooltip>
        <Tooltip title={mayChange ?? ''}>
          <span>
            <Button variant="outlined" color="inherit" disabled={mayChange !== undefined} startIcon={<Pencil size={14} aria-hidden />} onClick={onEdit}>
              Change
            </Button>
          </span>
        </Tooltip>
        <Tooltip title={mayPause ?? (isPaused ? 'Looks at it again' : 'Nothing of it is looked at until it is resumed')}>
          <span>
            <Button variant="outlined" color="inherit" disabled={mayPause !== undefined} loading={pause.isPending} loadingPosition="start" startIcon={isPaused ? <CirclePlay size={14} aria-hidden /> : <CirclePause size={14} aria-hidden />} onClick={() => pause.mutate(isPaused ? 'active' : 'inactive')}>
              {isPaused ? 'Resume' : 'Pause'}
            </Button>
          </span>
        </Tooltip>
        <Tooltip title={mayLeave ?? ''}>
          <span>
            <Button variant="outlined" color="error" disabled={mayLeave !== undefined} startIcon={<Unplug size={14} aria-hidden />} onClick={() => setLeaving(true)}>
              Disconnect
            </Button>
          </span>
        </Tooltip>
      </Box>
      <Problem error={validate.error ?? pause.error} sx={{ mt: 1 }} />
      <DisconnectAccount account={account} isOpen={isLeaving} onClose={() => setLeaving(false)} onDone={onGone} />
    </Box>
  );
}
