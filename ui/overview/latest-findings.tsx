import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import type { Finding } from '../../src/core/finding.ts';
import { latestFindingsShown } from '../api/apply-live-event.ts';
import { latestFindingsQuery } from '../api/queries.ts';
import { NothingOpen } from '../findings/nothing-open.tsx';
import { AccountName } from '../parts/account-name.tsx';
import { ActorName } from '../parts/actor-name.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { SimulatedIcon } from '../parts/simulated-icon.tsx';

export function LatestFindings() {
  const latest = useQuery(latestFindingsQuery(latestFindingsShown));
  return (
    <SectionCard title="Seen last" aside={<RouteLink to="/findings">All findings</RouteLink>}>
      {latest.data === undefined ? (
        latest.error ? (
          <ErrorState error={latest.error} what="The findings could not be read" onRetry={() => void latest.refetch()} />
        ) : (
          <ListSkeleton rows={latestFindingsShown} rowHeight={52} label="Loading findings" />
        )
      ) : latest.data.length === 0 ? (
        <NothingOpen />
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {latest.data.map((finding) => (
            <LatestFinding key={finding.id} finding={finding} />
          ))}
        </Box>
      )}
    </SectionCard>
  );
}

function LatestFinding({ finding }: { finding: Finding }) {
  return (
    <Box
      component="li"
      sx={({ vars: { palette } }) => ({
        display: 'grid',
        gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: '84px minmax(0, 1fr) auto' },
        columnGap: 1.5,
        px: 2,
        py: 1,
        '& + &': { borderTop: `1px solid ${palette.surface.line}` },
        animation: 'arrive 2s ease-out',
        '@keyframes arrive': { from: { backgroundColor: palette.surface.selected } },
      })}
    >
      <Box sx={{ pt: 0.125 }}>
        <SeverityMark severity={finding.severity} />
      </Box>
      <Box sx={{ minWidth: 0 }}>
        <RouteLink to="/findings/$id" params={{ id: finding.id }} color="inherit" sx={{ fontWeight: 600 }}>
          {finding.title}
        </RouteLink>
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere' }}>
          <ActorName actor={finding.actor} principal={finding.principal} /> · <AccountName accountId={finding.accountId} isBrief /> · {finding.region}
          {finding.resource !== null && ` · ${finding.resource}`}
          {finding.isSimulated && <SimulatedIcon />}
        </Box>
      </Box>
      <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', whiteSpace: 'nowrap' }}>
        <RelativeTime at={finding.lastSeenAt} />
      </Box>
    </Box>
  );
}
