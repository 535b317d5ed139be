import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { PrincipalActivity } from '../../src/watch/activity/lake/contract.ts';
import { EventRow } from '../activity/event-row.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { absoluteTime } from '../parts/format-time.ts';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { suspiciousCallsQuery } from './principal-queries.ts';

/** The last 30 days of a principal, and the latest calls that a rule matched. */
export function PrincipalTimeline({ activity }: { activity: PrincipalActivity }) {
  const { principal, total, errors, firstAt, lastAt } = activity;
  const suspicious = useQuery(suspiciousCallsQuery(principal)).data ?? [];
  return (
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
        <Box sx={{ display: 'grid', columnGap: 3, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'minmax(0, 1.25fr) minmax(0, 1fr)' } }}>
          <Bars label="Calls by day" values={daysOf(activity)} />
          <Bars label="Calls by hour of the day, UTC" values={activity.byHour.map((count, hour) => ({ name: `${String(hour).padStart(2, '0')}:00 UTC`, count, errors: 0 }))} />
        </Box>
      </Box>
      {suspicious.length > 0 && (
        <Box sx={({ vars: { palette } }) => ({ borderTop: `1px solid ${palette.surface.line}` })}>
          <Typography variant="h3" component="h3" sx={{ px: 2, pt: 1.25 }}>
            Latest calls that a rule matched
          </Typography>
          <Box component="ul" aria-label="Suspicious calls" sx={{ m: 0, p: 0, listStyle: 'none' }}>
            {suspicious.map((event) => (
              <EventRow key={event.eventId} event={event} search={{ principal, range: '30d' }} />
            ))}
          </Box>
        </Box>
      )}
    </SectionCard>
  );
}

interface Bar {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
}

/** Every day of the time, those without a call as well. */
function daysOf({ from, to, byDay }: PrincipalActivity): Bar[] {
  const known = new Map(byDay.map((day) => [day.date, day]));
  const days: Bar[] = [];
  for (let ms = Date.parse(`${from.slice(0, 10)}T00:00:00Z`); ms <= Date.parse(to); ms += 86_400_000) {
    const name = new Date(ms).toISOString().slice(0, 10);
    days.push({ name, count: known.get(name)?.count ?? 0, errors: known.get(name)?.errors ?? 0 });
  }
  return days;
}

function Bars({ label, values }: { label: string; values: readonly Bar[] }) {
  const most = Math.max(1, ...values.map(({ count }) => count));
  const told = values.filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count}`);
  return (
    <Box sx={{ mt: 1.5 }}>
      <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
        {label}
      </Typography>
      <Box role="img" aria-label={`${label}: ${told.join(', ')}`} sx={{ display: 'flex', alignItems: 'flex-end', gap: '2px', height: 56 }}>
        {values.map(({ name, count, errors }) => (
          <Box key={name} title={`${name}: ${formatNumber(count)}${errors > 0 ? `, ${formatNumber(errors)} refused or failed` : ''}`} sx={{ flex: 1, minWidth: 0, height: 1, display: 'flex', flexDirection: 'column', justifyContent: 'flex-end' }}>
            {errors > 0 && <Box sx={({ vars: { palette } }) => ({ height: `${Math.max(3, (errors / most) * 100)}%`, bgcolor: palette.tone.warn.main })} />}
            <Box sx={({ vars: { palette } }) => ({ height: count === 0 ? '1px' : `${Math.max(errors === count ? 0 : 3, ((count - errors) / most) * 100)}%`, bgcolor: count > 0 ? palette.primary.main : palette.surface.strongLine })} />
          </Box>
        ))}
      </Box>
    </Box>
  );
}
