import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import type { ConnectDraft } from './connect-draft.ts';

const choices = [
  { value: 'ambient', label: 'What any AWS tool would find there: environment, profile, SSO, container, instance' },
  { value: 'instance_profile', label: 'Only the instance profile or container role, whatever the environment says' },
  { value: 'profile', label: 'A named profile of its AWS configuration, SSO included' },
] as const;

export function MachineFields({ draft, onChange }: { draft: ConnectDraft; onChange: (part: Partial<ConnectDraft>) => void }) {
  return (
    <>
      <FormControl>
        <FormLabel id="machine-label" sx={{ fontSize: '0.75rem', fontWeight: 600 }}>
          Credentials of the machine that Watchkeeper runs on
        </FormLabel>
        <RadioGroup
          aria-labelledby="machine-label"
          value={draft.machine}
          onChange={(_, next) => {
            const chosen = choices.find(({ value }) => value === next);
            if (chosen) onChange({ machine: chosen.value });
          }}
          sx={{ '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' }, '& .MuiRadio-root': { p: 0.75 } }}
        >
          {choices.map(({ value, label }) => (
            <FormControlLabel key={value} value={value} control={<Radio size="small" />} label={label} />
          ))}
        </RadioGroup>
      </FormControl>
      {draft.machine === 'profile' && <TextField label="Name of the profile" required value={draft.profile} autoComplete="off" spellCheck={false} onChange={(event) => onChange({ profile: event.target.value })} />}
    </>
  );
}
