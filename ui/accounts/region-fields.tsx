import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import { regionsProblem } from './region-choice.ts';

export interface RegionChoice {
  readonly mode: 'all' | 'chosen';
  /** The chosen ones, as they are written. */
  readonly text: string;
}

interface RegionFieldsProps {
  readonly value: RegionChoice;
  readonly isDisabled?: boolean;
  readonly onChange: (value: RegionChoice) => void;
}

/** Which regions are watched: every one that the account has, or those that are named. */
export function RegionFields({ value, isDisabled = false, onChange }: RegionFieldsProps) {
  const problem = value.mode === 'chosen' && value.text !== '' ? regionsProblem(value.text) : undefined;
  return (
    <FormControl disabled={isDisabled}>
      <FormLabel id="regions-label" sx={{ fontSize: '0.75rem', fontWeight: 600 }}>
        Regions
      </FormLabel>
      <RadioGroup aria-labelledby="regions-label" value={value.mode} onChange={(_, mode) => onChange({ ...value, mode: mode === 'chosen' ? 'chosen' : 'all' })} sx={{ '& .MuiFormControlLabel-label': { fontSize: '0.8125rem' }, '& .MuiRadio-root': { p: 0.75 } }}>
        <FormControlLabel value="all" control={<Radio size="small" />} label="Every region that the account has enabled (recommended)" />
        <FormControlLabel value="chosen" control={<Radio size="small" />} label="Only these" />
      </RadioGroup>
      {value.mode === 'chosen' && (
        <TextField label="Regions, with commas between them" placeholder="eu-central-1, us-east-1" value={value.text} disabled={isDisabled} onChange={(event) => onChange({ ...value, text: event.target.value })} error={problem !== undefined} helperText={problem ?? 'What happens elsewhere is not seen.'} multiline sx={{ mt: 1 }} />
      )}
    </FormControl>
  );
}
