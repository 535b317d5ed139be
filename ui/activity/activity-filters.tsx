import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useEffect, useState } from 'react';
import { FilterSelect } from '../findings/filter-select.tsx';
import { type ActivityPageSearch, type RangeName, ranges } from './activity-search.ts';

const rangeWords: readonly RangeName[] = ['1h', '6h', '24h', '7d', '30d'];
const kinds = [
  { value: 'suspicious', label: 'Suspicious' },
  { value: 'errors', label: 'With errors' },
  { value: 'writes', label: 'Changes' },
] as const;
const typingMs = 350;

export function ActivityFilters({ search, onChange }: { search: ActivityPageSearch; onChange: (part: Partial<ActivityPageSearch>) => void }) {
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => {
    if (text === (search.q ?? '')) return undefined;
    const later = setTimeout(() => onChange({ q: text || undefined }), typingMs);
    return () => clearTimeout(later);
  });
  const isOwnSpan = search.since !== undefined || search.until !== undefined;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, rowGap: 1.5, mb: 2, alignItems: 'center' }}>
      <TextField label="Search" placeholder="call, principal, address…" value={text} onChange={(event) => setText(event.target.value)} sx={{ flex: '1 1 220px', maxWidth: 420 }} slotProps={{ inputLabel: { shrink: true } }} />
      <FilterSelect label="Events" any="All" value={search.only} options={kinds} onChange={(value) => onChange({ only: kinds.find((kind) => kind.value === value)?.value })} />
      <ToggleButtonGroup exclusive size="small" value={isOwnSpan ? null : (search.range ?? '24h')} onChange={(_, range: RangeName | null) => range !== null && range in ranges && onChange({ range, since: undefined, until: undefined })} aria-label="How far back">
        {rangeWords.map((range) => (
          <ToggleButton key={range} value={range} sx={{ px: 1.25, height: 36 }}>
            {range}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </Box>
  );
}
