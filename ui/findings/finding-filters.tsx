import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import { type RefObject, useRef, useState } from 'react';
import { verdicts } from '../../src/core/verdict.ts';
import { accountsQuery, findingSummaryQuery } from '../api/queries.ts';
import { FilterSelect } from './filter-select.tsx';
import type { FindingPageSearch } from './finding-search.ts';
import { SeverityFilter } from './severity-filter.tsx';
import { verdictNames } from './verdict-names.ts';

const statusOptions = [
  { value: 'open', label: 'Open' },
  { value: 'resolved', label: 'Resolved' },
  { value: 'all', label: 'Open and resolved' },
] as const;

const verdictOptions = [...verdicts.map((value) => ({ value, label: verdictNames[value] })), { value: 'none', label: 'Not decided' }] as const;

const narrow = '@container (max-width: 480px)';

/** The filters live in the address, so that a filtered list is a link. */
export function FindingFilters({ search, searchField }: { search: FindingPageSearch; searchField: RefObject<HTMLInputElement | null> }) {
  const navigate = useNavigate();
  const accounts = useQuery(accountsQuery).data ?? [];
  const producers = useQuery(findingSummaryQuery({})).data?.byProducer ?? [];
  const change = (changed: FindingPageSearch): void => void navigate({ to: '/findings', search: { ...search, ...changed }, replace: true });
  const regions = [...new Set(accounts.flatMap((account) => account.regions))].sort();
  const { sort: _sort, order: _order, ...filters } = search;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);

  return (
    <Box role="search" aria-label="Filter the findings" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 1.5, alignItems: 'center', [narrow]: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', columnGap: 1, rowGap: 1.25, '& > :nth-child(-n + 2)': { gridColumn: '1 / -1', maxWidth: 'none' } } }}>
      <TextSearch text={search.q ?? ''} field={searchField} onChange={(q) => change({ q: q === '' ? undefined : q })} />
      <SeverityFilter search={search} onChange={(severity) => change({ severity })} />
      <FilterSelect label="Status" value={search.status ?? 'open'} options={statusOptions} onChange={(status) => change({ status: statusOptions.find(({ value }) => value === status && value !== 'open')?.value })} />
      <FilterSelect label="Account" any="Any account" value={search.account} options={accounts.map(({ accountId, name }) => ({ value: accountId, label: `${name} (${accountId})` }))} onChange={(account) => change({ account })} />
      <FilterSelect label="Region" any="Any region" value={search.region} options={regions.map((region) => ({ value: region, label: region }))} onChange={(region) => change({ region })} />
      <FilterSelect label="Rule" any="Any rule" value={search.producer} options={producers.map(({ producer, title }) => ({ value: producer, label: title }))} onChange={(producer) => change({ producer })} />
      <FilterSelect label="Verdict" any="Any verdict" value={search.verdict} options={verdictOptions} onChange={(verdict) => change({ verdict: verdictOptions.find(({ value }) => value === verdict)?.value })} />
      {search.principal !== undefined && (
        <Button variant="outlined" color="inherit" endIcon={<X size={14} aria-hidden />} onClick={() => change({ principal: undefined })} aria-label={`Remove the filter on who: ${search.principal}`}>
          Who: {search.principal}
        </Button>
      )}
      {isFiltered && (
        <Button variant="text" onClick={() => void navigate({ to: '/findings', search: { sort: search.sort, order: search.order }, replace: true })}>
          Clear filters
        </Button>
      )}
    </Box>
  );
}

function TextSearch({ text, field, onChange }: { text: string; field: RefObject<HTMLInputElement | null>; onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [known, setKnown] = useState(text);
  const [sent, setSent] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // A link or the back button changed it, not the typing, which may be further on by now.
  if (text !== known) {
    setKnown(text);
    if (text !== sent) setTyped(text);
  }

  function type(next: string): void {
    setTyped(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setSent(next.trim());
      onChange(next.trim());
    }, 250);
  }

  return (
    <TextField
      value={typed}
      onChange={(event) => type(event.target.value)}
      inputRef={field}
      placeholder="Search in these"
      sx={{ flex: '1 1 200px', maxWidth: { sm: 300 } }}
      slotProps={{
        htmlInput: { 'aria-label': 'Search in title, summary, person, resource and rule', maxLength: 200 },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <Search size={15} aria-hidden />
            </InputAdornment>
          ),
          endAdornment: (
            <Box component="kbd" aria-hidden sx={({ vars: { palette } }) => ({ display: { xs: 'none', sm: 'block' }, px: 0.75, border: `1px solid ${palette.surface.strongLine}`, borderRadius: 0.75, fontSize: '0.6875rem', color: palette.text.secondary })}>
              /
            </Box>
          ),
        },
      }}
    />
  );
}
