import Box from '@mui/material/Box';
import { Coverage } from '../overview/coverage.tsx';
import { LatestFindings } from '../overview/latest-findings.tsx';
import { SeverityTiles } from '../overview/severity-tiles.tsx';
import { UnseenPlaces } from '../overview/unseen-places.tsx';
import { WatchState } from '../overview/watch-state.tsx';
import { PageHeader } from '../parts/page-header.tsx';

export default function OverviewPage() {
  return (
    <>
      <PageHeader title="Overview" about="What is open now, who keeps watch, and what could not be looked at" />
      <SeverityTiles />
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1.7fr) minmax(300px, 1fr)' }, gap: 2, alignItems: 'start' }}>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <LatestFindings />
          <UnseenPlaces />
        </Box>
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          <WatchState />
          <Coverage />
        </Box>
      </Box>
    </>
  );
}
