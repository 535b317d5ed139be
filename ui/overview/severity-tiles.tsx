import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useQuery } from '@tanstack/react-query';
import { severities } from '../../src/core/severity.ts';
import { findingSummaryQuery } from '../api/queries.ts';
import { formatNumber } from '../parts/format-number.ts';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { visuallyHidden } from '../parts/visually-hidden.ts';

const worstFirst = severities.toReversed();

/** Open findings by severity; each leads to its list. */
export function SeverityTiles() {
  const summary = useQuery(findingSummaryQuery({ status: 'open' }));
  return (
    <Box component="section" aria-label="Open findings by severity" sx={{ display: 'grid', gridTemplateColumns: { xs: 'repeat(6, minmax(0, 1fr))', sm: 'repeat(5, minmax(0, 1fr))' }, gap: { xs: 1, sm: 1.5 }, mb: 2, '& > *': { gridColumn: { xs: 'span 2', sm: 'auto' } }, '& > :nth-of-type(n + 4)': { gridColumn: { xs: 'span 3', sm: 'auto' } } }}>
      {worstFirst.map((severity) => {
        const count = summary.data?.bySeverity[severity] ?? (summary.data ? 0 : undefined);
        return (
          <RouteLink
            key={severity}
            to="/findings"
            search={{ severity }}
            underline="none"
            color="inherit"
            sx={({ vars: { palette } }) => ({
              display: 'block',
              px: 2,
              py: 1.25,
              borderRadius: 1,
              border: `1px solid ${palette.surface.line}`,
              bgcolor: palette.background.paper,
              ...(count !== undefined && count > 0 && { boxShadow: `inset 0 3px 0 ${palette.severity[severity].main}` }),
              '&:hover': { bgcolor: palette.surface.hover },
            })}
          >
            <SeverityMark severity={severity} />
            <Box sx={{ fontSize: '1.625rem', fontWeight: 650, lineHeight: 1.3, color: count === 0 ? 'text.secondary' : 'text.primary' }}>{count === undefined ? summary.isError ? '?' : <Skeleton width={32} /> : formatNumber(count)}</Box>
            <Box component="span" sx={visuallyHidden}>
              open findings
            </Box>
          </RouteLink>
        );
      })}
    </Box>
  );
}
