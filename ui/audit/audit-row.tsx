import Box from '@mui/material/Box';
import type { ShownAuditEntry } from '../../src/base/audit/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import type { AuditPageSearch } from './audit-search.ts';
import { actionWords, briefDetail, subjectWords } from './audit-words.ts';

export function AuditRow({ entry, search }: { entry: ShownAuditEntry; search: AuditPageSearch }) {
  const { actor, subject, address } = entry;
  const open = String(entry.sequence);
  return (
    <Box
      component="li"
      sx={({ vars: { palette } }) => ({
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr) auto', md: '88px minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr)' },
        columnGap: 2,
        rowGap: 0.25,
        alignItems: 'baseline',
        px: 2,
        py: 0.875,
        fontSize: '0.8125rem',
        borderTop: `1px solid ${palette.surface.line}`,
        bgcolor: search.entry === open ? palette.surface.sunken : undefined,
        '&:first-of-type': { borderTop: 0 },
      })}
    >
      <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', order: { xs: 1, md: 0 } }}>
        <RelativeTime at={entry.at} />
      </Box>
      <Box sx={{ minWidth: 0 }}>
        <RouteLink to="/settings/audit" search={{ ...search, entry: open }} color="inherit" underline="hover" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {actionWords(entry.action)}
        </RouteLink>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem', ml: 1, overflowWrap: 'anywhere' }}>
          {briefDetail(entry.detail)}
        </Box>
      </Box>
      <Box sx={{ minWidth: 0, gridColumn: { xs: '1 / -1', md: 'auto' }, order: { xs: 2, md: 0 } }}>
        <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
          {actor.name}
        </Box>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem', ml: 1 }}>
          {[actor.kind, address].filter((part) => part !== null).join(' · ')}
        </Box>
      </Box>
      <Box sx={{ minWidth: 0, color: 'text.secondary', gridColumn: { xs: '1 / -1', md: 'auto' }, order: { xs: 3, md: 0 }, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {subject.accountId === null ? subjectWords(entry) : <AccountName accountId={subject.accountId} />}
      </Box>
    </Box>
  );
}
