import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import Radar from 'lucide-react/icons/radar';
import type { z } from 'zod';
import type { coverageContract } from '../../src/watch/activity/coverage/contract.ts';
import { CoveragePlace } from '../coverage/coverage-place.tsx';
import { DigestList } from '../coverage/digest-list.tsx';
import { coverageQuery } from '../coverage/coverage-queries.ts';
import { spanNames, type SpanName } from '../coverage/coverage-search.ts';
import { stateColor } from '../coverage/coverage-strip.tsx';
import { QuarantineList } from '../coverage/quarantine-list.tsx';
import { minuteStates, stateWords } from '../coverage/strip-words.ts';
import { AccountName } from '../parts/account-name.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';

type Coverage = z.output<typeof coverageContract.response>;

const route = getRouteApi('/shell/activity/coverage');

export default function CoveragePage() {
  const { span = '24h' } = route.useSearch();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(coverageQuery(span));
  return (
    <>
      <PageHeader
        title="Coverage"
        about="What of each account and region has been seen, minute by minute, and how late it came."
        actions={
          <ToggleButtonGroup exclusive size="small" value={span} onChange={(_, next: SpanName | null) => next && void navigate({ to: '/activity/coverage', search: next === '24h' ? {} : { span: next }, replace: true })} aria-label="How far back">
            {spanNames.map((name) => (
              <ToggleButton key={name} value={name} sx={{ px: 1.5 }}>
                {name}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        }
      />
      <Legend />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {error ? (
          <Card>
            <ErrorState error={error} what="The coverage could not be read" onRetry={() => void refetch()} />
          </Card>
        ) : data === undefined ? (
          <Card>
            <ListSkeleton rows={6} label="Loading the coverage" />
          </Card>
        ) : data.places.length === 0 ? (
          <Card>
            <EmptyState icon={Radar} title="No account is read yet">
              An agent that reads CloudTrail writes down here what it has seen. <RouteLink to="/agents">The agents</RouteLink> show whether one runs.
            </EmptyState>
          </Card>
        ) : (
          <Places coverage={data} />
        )}
        {data && data.digests.length > 0 && <DigestList digests={data.digests} />}
        <QuarantineList />
      </Box>
    </>
  );
}

function Legend() {
  return (
    <Box component="ul" aria-label="What the colours mean" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, m: 0, mb: 1.5, p: 0, listStyle: 'none', fontSize: '0.75rem', color: 'text.secondary' }}>
      {minuteStates.map((state) => (
        <Box component="li" key={state} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
          <Box aria-hidden sx={(theme) => ({ width: 10, height: 10, borderRadius: '2px', bgcolor: stateColor(theme, state) })} />
          {stateWords[state]}
        </Box>
      ))}
    </Box>
  );
}

function Places({ coverage: { places, since, until } }: { coverage: Coverage }) {
  return [...Map.groupBy(places, ({ accountId }) => accountId)].map(([accountId, ofAccount]) => (
    <SectionCard key={accountId} title={summaryOf(ofAccount)} aside={<AccountName accountId={accountId} />}>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {ofAccount.map((place) => (
          <CoveragePlace key={place.region} place={place} since={since} until={until} />
        ))}
      </Box>
    </SectionCard>
  ));
}

function summaryOf(places: Coverage['places']): string {
  const blind = places.filter(({ state }) => state === 'blind').length;
  return blind === 0 ? counted(places.length, 'region') : `${counted(places.length, 'region')}, ${blind} of them blind`;
}
