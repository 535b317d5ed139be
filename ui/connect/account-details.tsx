import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { addAccountContract, updateAccountContract } from '../../src/base/accounts/contract.ts';
import { createCredentialContract } from '../../src/base/credentials/contract.ts';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { RegionFields } from '../accounts/region-fields.tsx';
import { useAccountChange } from '../accounts/use-account-change.ts';
import { call } from '../api/call.ts';
import { Problem } from '../parts/problem.tsx';
import { accountFactsOf, type ConnectDraft, credentialOf, isReady } from './connect-draft.ts';
import type { ConnectWay } from './connect-search.ts';
import { KeyFields } from './key-fields.tsx';
import { MachineFields } from './machine-fields.tsx';
import { RoleFields } from './role-fields.tsx';
import { WizardButtons } from './wizard-buttons.tsx';

interface AccountDetailsProps {
  readonly way: Exclude<ConnectWay, 'organization'>;
  readonly draft: ConnectDraft;
  /** Connected before in this wizard: what is given now is given to it. */
  readonly connectedId: string | undefined;
  readonly onChange: (part: Partial<ConnectDraft>) => void;
  readonly onBack: () => void;
  readonly onConnected: (account: ConnectedAccount) => void;
}

const titles = { role: 'Say which role it is', machine: 'Use what the machine has', key: 'Give the access key' } as const;

/** What is needed to connect one account, and the connecting itself. */
export function AccountDetails({ way, draft, connectedId, onChange, onBack, onConnected }: AccountDetailsProps) {
  const connect = useAccountChange(async () => {
    const credentialId = way === 'key' && draft.credentialId === '' ? await sealKey(draft) : draft.credentialId;
    if (credentialId !== draft.credentialId) onChange({ credentialId, accessKeyId: '', secretAccessKey: '' });
    const body = { ...credentialOf(way, { ...draft, credentialId }), ...accountFactsOf(draft) };
    if (connectedId !== undefined) return call(updateAccountContract, { params: { id: connectedId }, body });
    return call(addAccountContract, { body });
  }, onConnected);
  const ready = isReady(way, draft);
  return (
    <Card
      component="form"
      aria-label={titles[way]}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) connect.mutate(undefined);
      }}
      sx={{ p: { xs: 2, sm: 2.5 } }}
    >
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 620 }}>
        <Typography variant="h2">{titles[way]}</Typography>
        {way === 'role' ? <RoleFields draft={draft} onChange={onChange} /> : way === 'machine' ? <MachineFields draft={draft} onChange={onChange} /> : <KeyFields draft={draft} onChange={onChange} />}
        <TextField label="Name" value={draft.name} onChange={(event) => onChange({ name: event.target.value })} helperText="What people call the account, such as production. Its number, if empty" />
        <RegionFields value={draft.regions} onChange={(regions) => onChange({ regions })} />
        <Problem error={connect.error} />
        <WizardButtons onBack={onBack} next="Connect and try it" isPending={connect.isPending} isDisabled={!ready} />
        {connect.isPending && (
          <Typography variant="caption" role="status" sx={{ color: 'text.secondary' }}>
            Asking AWS who this is, which regions there are and what may be looked at…
          </Typography>
        )}
      </Box>
    </Card>
  );
}

/** The key goes to the vault first; after that only its id is known here. */
async function sealKey({ name, accountId, accessKeyId, secretAccessKey }: ConnectDraft): Promise<string> {
  const trimmed = { accountId: accountId.trim(), accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
  const { id } = await call(createCredentialContract, { body: { name: name.trim() === '' ? `Key of ${trimmed.accountId}` : `Key of ${name.trim()}`, ...trimmed } });
  return id;
}
