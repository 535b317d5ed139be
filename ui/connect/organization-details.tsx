import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { connectOrganizationContract, type Organization } from '../../src/base/accounts/contract.ts';
import { RegionFields } from '../accounts/region-fields.tsx';
import { call } from '../api/call.ts';
import { Problem } from '../parts/problem.tsx';
import { type ConnectDraft, isReady, organizationOf } from './connect-draft.ts';
import { RoleFields } from './role-fields.tsx';
import { WizardButtons } from './wizard-buttons.tsx';

interface OrganizationDetailsProps {
  readonly draft: ConnectDraft;
  readonly onChange: (part: Partial<ConnectDraft>) => void;
  readonly onBack: () => void;
  readonly onConnected: (organization: Organization) => void;
}

/** How the organisation is asked for its members, which role they have, and who is left out. */
export function OrganizationDetails({ draft, onChange, onBack, onConnected }: OrganizationDetailsProps) {
  const client = useQueryClient();
  const connect = useMutation({
    mutationFn: () => call(connectOrganizationContract, { body: organizationOf(draft) }),
    async onSuccess(organization) {
      await client.invalidateQueries({ queryKey: ['accounts'] });
      onConnected(organization);
    },
  });
  const ready = isReady('organization', draft);
  return (
    <Card
      component="form"
      aria-label="Connect the organisation"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) connect.mutate();
      }}
      sx={{ p: { xs: 2, sm: 2.5 } }}
    >
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)', maxWidth: 620 }}>
        <Typography variant="h2">Connect the organisation</Typography>
        <FormControl>
          <FormLabel id="asked-label" sx={{ fontSize: '0.75rem', fontWeight: 600 }}>
            How is it asked for its members?
          </FormLabel>
          <RadioGroup aria-labelledby="asked-label" value={draft.organizationBy} onChange={(_, next) => onChange({ organizationBy: next === 'ambient' ? 'ambient' : 'role' })} sx={{ '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' }, '& .MuiRadio-root': { p: 0.75 } }}>
            <FormControlLabel value="role" control={<Radio size="small" />} label="With the role of its management account, or of a delegated one" />
            <FormControlLabel value="ambient" control={<Radio size="small" />} label="With what this machine has, which is of that account" />
          </RadioGroup>
        </FormControl>
        {draft.organizationBy === 'role' ? <RoleFields draft={draft} label="ARN of the role in that account" onChange={onChange} /> : <TextField label="External id of the members' roles" value={draft.externalId} onChange={(event) => onChange({ externalId: event.target.value })} />}
        <TextField label="Name of the role in every member" value={draft.memberRoleName} required onChange={(event) => onChange({ memberRoleName: event.target.value })} helperText="The StackSet calls it WatchkeeperRead" />
        <RegionFields value={draft.regions} onChange={(regions) => onChange({ regions })} />
        <Box component="details" sx={{ fontSize: '0.8125rem', '& summary': { cursor: 'pointer', fontWeight: 600 } }}>
          <summary>Leave some members out</summary>
          <Box sx={{ display: 'grid', gap: 2, mt: 1.5 }}>
            <TextField label="Accounts" placeholder="123456789012" value={draft.excludedAccounts} onChange={(event) => onChange({ excludedAccounts: event.target.value })} helperText="Their numbers, with commas between them" />
            <TextField label="Organisational units" placeholder="ou-ab12-cd34ef56" value={draft.excludedUnits} onChange={(event) => onChange({ excludedUnits: event.target.value })} helperText="By id, with all that is below them" />
            <TextField label="Members with one of these tags" placeholder="environment=sandbox" value={draft.excludedTags} multiline onChange={(event) => onChange({ excludedTags: event.target.value })} helperText="One on each line, as name=value; * stands for any value" />
          </Box>
        </Box>
        <Problem error={connect.error} />
        <WizardButtons onBack={onBack} next="Connect the organisation" isPending={connect.isPending} isDisabled={!ready} />
        {connect.isPending && (
          <Typography variant="caption" role="status" sx={{ color: 'text.secondary' }}>
            Asking the organisation for its members…
          </Typography>
        )}
      </Box>
    </Card>
  );
}
