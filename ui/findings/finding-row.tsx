import Box from '@mui/material/Box';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { useNavigate } from '@tanstack/react-router';
import type { Finding } from '../../src/core/finding.ts';
import { AccountName } from '../parts/account-name.tsx';
import { ActorName } from '../parts/actor-name.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { principalName } from '../parts/principal-name.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { SimulatedIcon } from '../parts/simulated-icon.tsx';
import type { FindingPageSearch } from './finding-search.ts';
import { verdictNames } from './verdict-names.ts';
import { onlyNarrow, onlyWide, onlyWidest } from '../parts/only-wide.ts';

const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

export function FindingRow({ finding, isSelected, search }: { finding: Finding; isSelected: boolean; search: FindingPageSearch }) {
  const navigate = useNavigate();
  const { id, principal } = finding;
  return (
    <TableRow
      hover
      selected={isSelected}
      onClick={() => void navigate({ to: '/findings/$id', params: { id }, search })}
      sx={({ vars: { palette } }) => ({ cursor: 'pointer', '&.Mui-selected, &.Mui-selected:hover': { bgcolor: palette.surface.selected }, '&:hover': { bgcolor: palette.surface.hover } })}
    >
      <TableCell sx={{ verticalAlign: 'top' }}>
        <SeverityMark severity={finding.severity} />
      </TableCell>
      <TableCell sx={{ minWidth: 0 }}>
        <RouteLink
          to="/findings/$id"
          params={{ id }}
          search={search}
          color="inherit"
          data-finding={id}
          aria-current={isSelected ? 'true' : undefined}
          onClick={(event) => event.stopPropagation()}
          sx={{ display: 'block', fontWeight: 600, ...oneLine, '@container (max-width: 1000px)': { whiteSpace: 'normal' } }}
        >
          {finding.title}
        </RouteLink>
        {finding.decision !== null && <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{verdictNames[finding.decision.verdict]}</Box>}
        <Box sx={{ color: 'text.secondary', ...oneLine, ...onlyWide }}>{finding.resource ?? finding.summary}</Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere', ...onlyNarrow }}>
          <ActorName actor={finding.actor} principal={principal} /> · <AccountName accountId={finding.accountId} isBrief /> · {finding.region} · {finding.evidenceCount > 1 && `${counted(finding.evidenceCount, 'event')} · `}
          <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
            <RelativeTime at={finding.lastSeenAt} />
            {finding.isSimulated && <SimulatedIcon />}
          </Box>
        </Box>
      </TableCell>
      <TableCell sx={{ ...onlyWide, verticalAlign: 'top' }}>
        <Box sx={oneLine}>
          <AccountName accountId={finding.accountId} isBrief />
          {finding.isSimulated && <SimulatedIcon />}
        </Box>
        <Box sx={{ color: 'text.secondary', ...oneLine }}>{finding.region}</Box>
      </TableCell>
      <TableCell sx={{ ...onlyWide, verticalAlign: 'top' }}>
        <Box sx={oneLine}>
          <ActorName actor={finding.actor} principal={principal} />
        </Box>
        {finding.actor && principal !== null && (
          <Box title={principal} sx={{ color: 'text.secondary', ...oneLine }}>
            {principalName(principal)}
          </Box>
        )}
      </TableCell>
      <TableCell align="right" sx={{ ...onlyWidest, verticalAlign: 'top' }}>
        {formatNumber(finding.evidenceCount)}
      </TableCell>
      <TableCell sx={{ ...onlyWidest, verticalAlign: 'top', whiteSpace: 'nowrap' }}>
        <RelativeTime at={finding.firstSeenAt} />
      </TableCell>
      <TableCell sx={{ ...onlyWide, verticalAlign: 'top', whiteSpace: 'nowrap' }}>
        <RelativeTime at={finding.lastSeenAt} />
      </TableCell>
    </TableRow>
  );
}
