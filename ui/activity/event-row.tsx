import Box from '@mui/material/Box';
import type { KeptEvent } from '../../src/watch/activity/lake/contract.ts';
import { Code } from '../parts/code.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import type { ActivityPageSearch } from './activity-search.ts';

export function EventRow({ event, search }: { event: KeptEvent; search: ActivityPageSearch }) {
  const { severity, principal, actor, errorCode } = event;
  return (
    <Box
      component="li"
      sx={({ vars: { palette } }) => ({
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr) auto', md: '96px minmax(0, 1.3fr) minmax(0, 1fr) 84px' },
        columnGap: 2,
        rowGap: 0.25,
        alignItems: 'baseline',
        px: 2,
        py: 0.875,
        fontSize: '0.8125rem',
        borderTop: `1px solid ${palette.surface.line}`,
        bgcolor: search.event === event.eventId ? palette.surface.sunken : undefined,
        '&:first-of-type': { borderTop: 0 },
      })}
    >
      <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', order: { xs: 1, md: 0 } }}>
        <RelativeTime at={event.at} />
      </Box>
      <Box sx={{ minWidth: 0, gridColumn: { xs: '1', md: 'auto' } }}>
        <RouteLink to="/activity" search={{ ...search, event: event.eventId, at: event.at }} color="inherit" underline="hover" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {event.service}:{event.action}
        </RouteLink>
        {errorCode !== null && (
          <Box component="span" sx={{ color: 'error.main', fontSize: '0.75rem', ml: 1 }}>
            {errorCode}
          </Box>
        )}
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {event.resources[0] === undefined ? `${event.accountId} · ${event.region}` : <Code>{event.resources[0]}</Code>}
        </Box>
      </Box>
      <Box sx={{ minWidth: 0, gridColumn: { xs: '1 / -1', md: 'auto' } }}>
        <Box sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{actor?.name ?? principal.name}</Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere' }}>
          {[actor && actor.name !== principal.name ? principal.name : null, event.sourceAddress, event.region].filter((part) => part !== null).join(' · ')}
        </Box>
      </Box>
      <Box sx={{ justifySelf: { xs: 'start', md: 'end' } }}>{severity !== null && <SeverityMark severity={severity} />}</Box>
    </Box>
  );
}
