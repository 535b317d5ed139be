import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { gapsQuery } from '../api/queries.ts';
import { GapLine } from '../gaps/gap-line.tsx';
import { groupGaps } from '../gaps/group-gaps.ts';
import { NoGaps } from '../gaps/no-gaps.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';

const shown = 3;

/** What could not be looked at, the widest first. */
export function UnseenPlaces() {
  const gaps = useQuery(gapsQuery);
  const groups = groupGaps(gaps.data ?? []).sort((a, b) => b.regions.length - a.regions.length);
  return (
    <SectionCard title="Could not look" aside={<RouteLink to="/gaps">{groups.length > shown ? `All ${groups.length} causes` : 'All gaps'}</RouteLink>}>
      {gaps.data === undefined ? (
        gaps.error ? (
          <ErrorState error={gaps.error} what="The gaps could not be read" onRetry={() => void gaps.refetch()} />
        ) : (
          <ListSkeleton rows={2} label="Loading gaps" />
        )
      ) : groups.length === 0 ? (
        <NoGaps size="line" />
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', '& > li:first-of-type': { borderTop: 0 } }}>
          {groups.slice(0, shown).map((group) => (
            <GapLine key={group.key} group={group} />
          ))}
        </Box>
      )}
    </SectionCard>
  );
}
