import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Chip from '@mui/material/Chip';
import Drawer from '@mui/material/Drawer';
import { useTheme } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import Footprints from 'lucide-react/icons/footprints';
import { useState } from 'react';
import { ActivityExport } from '../activity/activity-export.tsx';
import { ActivityFilters } from '../activity/activity-filters.tsx';
import { activityFacetsQuery, eventsQuery, histogramQuery } from '../activity/activity-queries.ts';
import { type ActivityFilterInput, activityFilterOf, type ActivityPageSearch, facetFields, facetWords, isFacetName } from '../activity/activity-search.ts';
import { EventPanel } from '../activity/event-panel.tsx';
import { EventRow } from '../activity/event-row.tsx';
import { FacetList } from '../activity/facet-list.tsx';
import { HistogramChart } from '../activity/histogram-chart.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { useNow } from '../parts/use-now.ts';

const route = getRouteApi('/shell/activity');

export default function ActivityPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const now = useNow();
  const theme = useTheme();
  const isWide = useMediaQuery(theme.breakpoints.up('md'));
  const [isShown, setIsShown] = useState(false);
  const filter = activityFilterOf(search, now);
  const histogram = useQuery(histogramQuery(filter));
  const facets = useQuery(activityFacetsQuery(filter));
  const events = useInfiniteQuery(eventsQuery(filter));
  const change = (part: Partial<ActivityPageSearch>) => void navigate({ to: '/activity', search: { ...search, ...part }, replace: true });
  const shown = events.data?.pages.flatMap((page) => page.events) ?? [];
  const total = histogram.data?.total;

  return (
    <Box sx={{ containerType: 'inline-size' }}>
      <PageHeader title="Activity" about={total === undefined ? ' ' : `${counted(total, 'event')} with these filters`} actions={<ActivityActions filter={filter} />} />
      <ActivityFilters search={search} onChange={change} />
      <PickedFilters search={search} onChange={change} />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {histogram.data && total !== 0 && (
          <Card>
            <HistogramChart histogram={histogram.data} onPick={(span) => change({ ...span, range: undefined })} />
          </Card>
        )}
        {facets.data && facets.data.total > 0 && (
          <SectionCard title="What stands out" aside={isWide ? undefined : <ShowSwitch isShown={isShown} onChange={setIsShown} />}>
            {(isWide || isShown) && <FacetList facets={facets.data.facets} onPick={(facet, value) => change({ [facetFields[facet]]: value })} />}
          </SectionCard>
        )}
        <Card>
          {events.error ? (
            <ErrorState error={events.error} what="The events could not be read" onRetry={() => void events.refetch()} />
          ) : events.data === undefined ? (
            <ListSkeleton rows={10} label="Loading events" />
          ) : shown.length === 0 ? (
            <EmptyState icon={Footprints} title="Nothing is kept that is like that">
              Look further back, or take a filter away. Events are kept as the agents read them; the first run fills the last hours.
            </EmptyState>
          ) : (
            <>
              <Box component="ul" aria-label="Events" sx={{ m: 0, p: 0, listStyle: 'none' }}>
                {shown.map((event) => (
                  <EventRow key={event.eventId} event={event} search={search} />
                ))}
              </Box>
              {events.hasNextPage && (
                <Box sx={{ p: 1.5, textAlign: 'center' }}>
                  <Button variant="outlined" color="inherit" loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
                    Show older events
                  </Button>
                </Box>
              )}
            </>
          )}
        </Card>
      </Box>
      <Drawer anchor="right" open={search.event !== undefined} onClose={() => change({ event: undefined, at: undefined })} slotProps={{ paper: { 'aria-label': 'Event', sx: { width: 'min(100vw, 640px)' } } }}>
        {search.event !== undefined && <EventPanel key={search.event} id={search.event} search={search} onClose={() => change({ event: undefined, at: undefined })} />}
      </Drawer>
    </Box>
  );
}

function ActivityActions({ filter }: { filter: ActivityFilterInput }) {
  return (
    <>
      <RouteButton to="/activity/query" variant="outlined" color="inherit">
        Query
      </RouteButton>
      <ActivityExport filter={filter} />
    </>
  );
}

/** There is little room: the facets wait until they are asked for. */
function ShowSwitch({ isShown, onChange }: { isShown: boolean; onChange: (isShown: boolean) => void }) {
  return (
    <Button color="inherit" aria-expanded={isShown} onClick={() => onChange(!isShown)}>
      {isShown ? 'Hide' : 'Show'}
    </Button>
  );
}

/** Filters that were picked from values, each taken away again with one press. */
function PickedFilters({ search, onChange }: { search: ActivityPageSearch; onChange: (part: Partial<ActivityPageSearch>) => void }) {
  const picked = Object.entries(facetFields).flatMap(([facet, field]) => {
    const value = search[field];
    return value === undefined || !isFacetName(facet) ? [] : [{ field, label: `${facetWords[facet]}: ${value}` }];
  });
  if (picked.length === 0) return null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75, mb: 2 }}>
      {picked.map(({ field, label }) => (
        <Chip key={field} size="small" label={label} onDelete={() => onChange({ [field]: undefined })} sx={{ maxWidth: 1 }} />
      ))}
    </Box>
  );
}
