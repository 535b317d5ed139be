import Box from '@mui/material/Box';
import Chip from '@mui/material/Chip';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { auditActorKinds } from '../../src/base/audit/contract.ts';
import { accountsQuery } from '../api/queries.ts';
import { FilterSelect } from '../findings/filter-select.tsx';
import { type AuditPageSearch, auditRangeNames } from './audit-search.ts';
import { actionTopics, actionWords, actorKindWords } from './audit-words.ts';

const typingMs = 350;
const rangeLabels = { '24h': 'The last day', '7d': 'The last week', '30d': 'The last month', '1y': 'The last year' } as const;

export function AuditFilters({ search, onChange }: { search: AuditPageSearch; onChange: (part: Partial<AuditPageSearch>) => void }) {
  const accounts = useQuery(accountsQuery).data ?? [];
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => {
    if (text === (search.q ?? '')) return undefined;
    const later = setTimeout(() => onChange({ q: text || undefined }), typingMs);
    return () => clearTimeout(later);
  });
  const picked = [
    { field: 'actor', label: `Who: ${search.actor}` },
    { field: 'subject', label: `About: ${search.subject}` },
    { field: 'action', label: `What: ${actionWords(search.action ?? '')}` },
  ] as const;
  const shown = picked.filter(({ field }) => search[field] !== undefined && !(field === 'action' && actionTopics.some(({ value }) => value === search.action)));
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1, rowGap: 1.5, mb: 2, alignItems: 'center', '& > *': { flex: { xs: '1 1 140px', sm: '0 1 auto' } } }}>
        <TextField label="Search" placeholder="name, address, word…" value={text} onChange={(event) => setText(event.target.value)} sx={{ minWidth: { xs: 1, sm: 220 } }} slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 200 } }} />
        <FilterSelect label="About" any="Everything" value={actionTopics.some(({ value }) => value === search.action) ? search.action : undefined} options={actionTopics} onChange={(action) => onChange({ action })} />
        <FilterSelect label="Who" any="Anybody" value={search.kind} options={auditActorKinds.map((value) => ({ value, label: capital(actorKindWords[value]) }))} onChange={(value) => onChange({ kind: auditActorKinds.find((kind) => kind === value) })} />
        <FilterSelect label="Account" any="Any" value={search.account} options={accounts.map(({ accountId, name }) => ({ value: accountId, label: name }))} onChange={(account) => onChange({ account })} />
        <FilterSelect label="When" any="Always" value={search.range} options={auditRangeNames.map((value) => ({ value, label: rangeLabels[value] }))} onChange={(value) => onChange({ range: auditRangeNames.find((name) => name === value) })} />
      </Box>
      {shown.length > 0 && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mb: 2 }}>
          {shown.map(({ field, label }) => (
            <Chip key={field} size="small" label={label} onDelete={() => onChange({ [field]: undefined, ...(field === 'subject' && { subjectKind: undefined }) })} sx={{ maxWidth: 1 }} />
          ))}
        </Box>
      )}
    </>
  );
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
