import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import UserSearch from 'lucide-react/icons/user-search';
import type { ReactNode } from 'react';
import type { PrincipalActivity } from '../../src/watch/activity/lake/contract.ts';
import type { ActivityPageSearch } from '../activity/activity-search.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { formatNumber } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { principalName } from '../parts/principal-name.ts';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { principalQuery } from '../principal/principal-queries.ts';
import { PrincipalRisk } from '../principal/principal-risk.tsx';
import { PrincipalTimeline } from '../principal/principal-timeline.tsx';
import { PrincipalUnusual } from '../principal/principal-unusual.tsx';

const route = getRouteApi('/shell/activity/principal');

export default function PrincipalPage() {
  const { principal = '' } = route.useSearch();
  const { data, error, refetch } = useQuery({ ...principalQuery(principal), enabled: principal !== '' });
  return (
    <>
      <PageHeader title={principal === '' ? 'Principal' : principalName(principal)} about={<Code>{principal}</Code>} />
      {error ? (
        <Card>
          <ErrorState error={error} what="What this principal did could not be read" onRetry={() => void refetch()} />
        </Card>
      ) : principal === '' ? (
        <Card>
          <EmptyState icon={UserSearch} title="Whom do you want to see?">
            Open a principal from a finding or an event. <RouteLink to="/activity">The activity</RouteLink> lists who called what.
          </EmptyState>
        </Card>
      ) : data === undefined ? (
        <Card>
          <ListSkeleton rows={6} label="Loading what the principal did" />
        </Card>
      ) : (
        <Content activity={data} />
      )}
    </>
  );
}

function Content({ activity }: { activity: PrincipalActivity }) {
  const { principal, total } = activity;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <PrincipalRisk principal={principal} />
        {total > 0 && <PrincipalUnusual activity={activity} />}
      </Box>
      {total === 0 ? (
        <Card>
          <EmptyState icon={UserSearch} title="Nothing is kept of this principal">
            In the last 30 days it made no call that the watch has read.
          </EmptyState>
        </Card>
      ) : (
        <PrincipalTimeline activity={activity} />
      )}
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))' }}>
        <Counts title="Who stands behind it" values={activity.actors} />
        <Counts title="Calls" values={activity.actions} searchOf={(action) => ({ principal, action, range: '30d' })} />
        <Counts title="Addresses" values={activity.addresses} searchOf={(address) => ({ principal, address, range: '30d' })} />
        <Peers peers={activity.peers} />
        <Counts title="Rules" values={activity.rules} searchOf={(rule) => ({ principal, rule, range: '30d' })} />
        <Counts title="Regions" values={activity.regions} searchOf={(region) => ({ principal, region, range: '30d' })} />
        <Counts title="Services" values={activity.services} searchOf={(service) => ({ principal, service, range: '30d' })} />
        <Counts title="Programs" values={activity.userAgents} />
        <Counts title="Access keys" values={activity.accessKeys} />
      </Box>
    </Box>
  );
}

function Peers({ peers }: { peers: PrincipalActivity['peers'] }) {
  if (peers.length === 0) return null;
  return (
    <SectionCard title="Peers at the same addresses">
      <Box component="ul" sx={{ m: 0, px: 2, py: 1, listStyle: 'none', fontSize: '0.8125rem' }}>
        {peers.map(({ principal, calls }) => (
          <CountLine key={principal} count={calls}>
            <RouteLink to="/activity/principal" search={{ principal }} title={principal}>
              {principalName(principal)}
            </RouteLink>
          </CountLine>
        ))}
      </Box>
    </SectionCard>
  );
}

function Counts({ title, values, searchOf }: { title: string; values: readonly { value: string; count: number }[]; searchOf?: (value: string) => ActivityPageSearch }) {
  if (values.length === 0) return null;
  return (
    <SectionCard title={title}>
      <Box component="ul" sx={{ m: 0, px: 2, py: 1, listStyle: 'none', fontSize: '0.8125rem' }}>
        {values.map(({ value, count }) => (
          <CountLine key={value} count={count}>
            {searchOf ? (
              <RouteLink to="/activity" search={searchOf(value)}>
                {value}
              </RouteLink>
            ) : (
              value
            )}
          </CountLine>
        ))}
      </Box>
    </SectionCard>
  );
}

function CountLine({ count, children }: { count: number; children: ReactNode }) {
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, py: 0.25 }}>
      <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      <Box sx={{ color: 'text.secondary' }}>{formatNumber(count)}</Box>
    </Box>
  );
}
