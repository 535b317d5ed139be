import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { accountsQuery } from '../api/queries.ts';
import { AccountName } from '../parts/account-name.tsx';

export type AccountsChosen = 'all' | readonly string[];

interface AccountsChoiceProps {
  readonly label: string;
  /** What the first choice is called. */
  readonly all: string;
  readonly value: AccountsChosen;
  readonly onChange: (value: AccountsChosen) => void;
}

/** Every account, or those that are ticked. Numbers that are not connected any more stay until they are taken out. */
export function AccountsChoice({ label, all, value, onChange }: AccountsChoiceProps) {
  const id = useId();
  const known = useQuery(accountsQuery).data?.map(({ accountId }) => accountId) ?? [];
  const chosen = value === 'all' ? [] : value;
  const offered = [...new Set([...known, ...chosen])];
  return (
    <Box>
      <FormLabel id={id} sx={{ fontSize: '0.75rem' }}>
        {label}
      </FormLabel>
      <RadioGroup aria-labelledby={id} value={value === 'all' ? 'all' : 'some'} onChange={(event) => onChange(event.target.value === 'all' ? 'all' : [])}>
        <FormControlLabel value="all" control={<Radio size="small" />} label={all} slotProps={labelSize} />
        <FormControlLabel value="some" control={<Radio size="small" />} label="Only some accounts" slotProps={labelSize} disabled={offered.length === 0} />
      </RadioGroup>
      {value !== 'all' && (
        <Box role="group" aria-label="Accounts" sx={({ vars: { palette } }) => ({ mt: 0.5, ml: 1, pl: 1.5, maxHeight: 180, overflowY: 'auto', display: 'grid', borderLeft: `2px solid ${palette.surface.line}` })}>
          {offered.map((accountId) => (
            <FormControlLabel
              key={accountId}
              control={<Checkbox size="small" checked={chosen.includes(accountId)} onChange={(_, isChosen) => onChange(isChosen ? [...chosen, accountId] : chosen.filter((one) => one !== accountId))} />}
              label={<AccountName accountId={accountId} />}
              slotProps={labelSize}
            />
          ))}
        </Box>
      )}
    </Box>
  );
}

const labelSize = { typography: { sx: { fontSize: '0.8125rem' } } };
