import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import UserSearch from 'lucide-react/icons/user-search';
import type { PrincipalActivity } from '../../src/watch/activity/lake/contract.ts';
import { principalQuery } from '../activity/activity-queries.ts';
import type { ActivityPageSearch } from '../activity/activity-search.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { absoluteTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';

const route = getRouteApi('/shell/activity/principal');

export default function PrincipalPage() {
  const { principal = '' } = route.useSearch();
  const { data, error, refetch } = useQuery(principalQuery(principal));
  return (
    <>
      <PageHeader title="Principal" about={<Code>{principal}</Code>} />
      {error ? (
        <Card>
          <ErrorState error={error} what="What this principal did could not be read" onRetry={() => void refetch()} />
        </Card>
      ) : data === undefined ? (
        <Card>
          <ListSkeleton rows={6} label="Loading what the principal did" />
        </Card>
      ) : data.total === 0 ? (
        <Card>
          <EmptyState icon={UserSearch} title="Nothing is kept of this principal">
            In the last 30 days it made no call that the watch has read.
          </EmptyState>
        </Card>
      ) : (
        <Content activity={data} />
      )}
    </>
  );
}

function Content({ activity }: { activity: PrincipalActivity }) {
  const { principal, total, errors, firstAt, lastAt } = activity;
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <SectionCard
        title="Last 30 days"
        aside={
          <Box sx={{ display: 'flex', gap: 2, fontSize: '0.8125rem' }}>
            <RouteLink to="/activity" search={{ principal, range: '30d' }}>
              Events
            </RouteLink>
            <RouteLink to="/findings" search={{ principal, status: 'all' }}>
              Findings
            </RouteLink>
          </Box>
        }
      >
        <Box sx={{ px: 2, py: 1.5 }}>
          <Typography variant="body2">
            {counted(total, 'call')}, {formatNumber(errors)} of them refused or failed{firstAt === null ? '' : `; the first ${absoluteTime(firstAt)}, the last ${absoluteTime(lastAt ?? firstAt)}`}.
          </Typography>
          <Bars label="Calls by day" values={activity.byDay.map(({ date, count }) => ({ name: date, count }))} />
          <Bars label="Calls by hour of the day, UTC" values={activity.byHour.map((count, hour) => ({ name: `${String(hour).padStart(2, '0')}:00 UTC`, count }))} />
        </Box>
      </SectionCard>
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 300px), 1fr))' }}>
        <Counts title="Calls" values={activity.actions} searchOf={(action) => ({ principal, action, range: '30d' })} />
        <Counts title="Addresses" values={activity.addresses} searchOf={(address) => ({ principal, address, range: '30d' })} />
        <Counts title="Regions" values={activity.regions} searchOf={(region) => ({ principal, region, range: '30d' })} />
        <Counts title="Services" values={activity.services} searchOf={(service) => ({ principal, service, range: '30d' })} />
        <Counts title="User agents" values={activity.userAgents} />
        <Counts title="Access keys" values={activity.accessKeys} />
      </Box>
    </Box>
  );
}

function Bars({ label, values }: { label: string; values: readonly { name: string; count: number }[] }) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  return (
    <Box sx={{ mt: 1.5 }}>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
        {label}
      </Typography>
      <Box role="img" aria-label={`${label}: ${values.filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count}`).join(', ')}`} sx={{ display: 'flex', alignItems: 'flex-end', gap: '2px', height: 48 }}>
        {values.map(({ name, count }) => (
          <Box key={name} title={`${name}: ${formatNumber(count)}`} sx={({ vars: { palette } }) => ({ flex: 1, minWidth: 0, height: `${Math.max(count > 0 ? 4 : 1, (count / most) * 100)}%`, bgcolor: count > 0 ? palette.primary.main : palette.surface.line })} />
        ))}
      </Box>
    </Box>
  );
}

function Counts({ title, values, searchOf }: { title: string; values: readonly { value: string; count: number }[]; searchOf?: (value: string) => ActivityPageSearch }) {
  if (values.length === 0) return null;
  return (
    <SectionCard title={title}>
      <Box component="ul" sx={{ m: 0, px: 2, py: 1, listStyle: 'none', fontSize: '0.8125rem' }}>
        {values.map(({ value, count }) => (
          <Box component="li" key={value} sx={{ display: 'flex', gap: 1, py: 0.25 }}>
            <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
              {searchOf ? (
                <RouteLink to="/activity" search={searchOf(value)}>
                  {value}
                </RouteLink>
              ) : (
                value
              )}
            </Box>
            <Box sx={{ color: 'text.secondary' }}>{formatNumber(count)}</Box>
          </Box>
        ))}
      </Box>
    </SectionCard>
  );
}
