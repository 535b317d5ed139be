import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { severities, type Severity } from '../../src/core/severity.ts';
import { findingSummaryQuery } from '../api/queries.ts';
import { formatNumber } from '../parts/format-number.ts';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { type FindingPageSearch, findingSearchOf } from './finding-search.ts';

const worstFirst = severities.toReversed();

/** Each severity with how many there are under the other filters. */
export function SeverityFilter({ search, onChange }: { search: FindingPageSearch; onChange: (severity: Severity | undefined) => void }) {
  const { sort: _sort, order: _order, severity: _severity, ...others } = findingSearchOf(search);
  const counts = useQuery(findingSummaryQuery(others)).data?.bySeverity;
  return (
    <ToggleButtonGroup exclusive size="small" value={search.severity ?? null} onChange={(_, severity: Severity | null) => onChange(severity ?? undefined)} aria-label="Severity" sx={{ '@container (max-width: 480px)': { '& svg': { display: 'none' }, '& > button': { flex: 1, px: 0.5 } } }}>
      {worstFirst.map((severity) => (
        <ToggleButton key={severity} value={severity} sx={({ vars: { palette } }) => ({ gap: 0.75, height: 36, px: 1.125, borderColor: palette.surface.strongLine, bgcolor: palette.background.paper })}>
          <SeverityMark severity={severity} />
          <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
            {counts === undefined ? '·' : formatNumber(counts[severity] ?? 0)}
          </Box>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
