import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { rotateChoices, rotateWords } from './rotate-every.ts';

interface RotateEveryFieldProps {
  readonly value: string | null;
  readonly isDisabled?: boolean;
  readonly onChange: (value: string | null) => void;
}

export function RotateEveryField({ value, isDisabled = false, onChange }: RotateEveryFieldProps) {
  const isUnlisted = value !== null && !rotateChoices.some((choice) => choice.value === value);
  return (
    <TextField select label="Rotate by itself" value={value ?? ''} disabled={isDisabled} onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)} slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }} sx={{ minWidth: 180 }}>
      <MenuItem value="">Never</MenuItem>
      {isUnlisted && <MenuItem value={value}>{rotateWords(value)}</MenuItem>}
      {rotateChoices.map((choice) => (
        <MenuItem key={choice.value} value={choice.value}>
          {choice.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
