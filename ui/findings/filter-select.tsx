import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';

interface FilterSelectProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** The first choice, which takes the filter away. */
  readonly any?: string;
  readonly onChange: (value: string | undefined) => void;
}

export function FilterSelect({ label, value, options, any, onChange }: FilterSelectProps) {
  const isUnlisted = value !== undefined && !options.some((option) => option.value === value);
  return (
    <TextField
      select
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      sx={{ minWidth: 112, maxWidth: 220, '@container (max-width: 480px)': { maxWidth: 'none' } }}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
    >
      {any !== undefined && <MenuItem value="">{any}</MenuItem>}
      {isUnlisted && <MenuItem value={value}>{value}</MenuItem>}
      {options.map((option) => (
        <MenuItem key={option.value} value={option.value}>
          {option.label}
        </MenuItem>
      ))}
    </TextField>
  );
}
