import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { PrincipalActivity } from '../../src/watch/activity/lake/contract.ts';
import type { ActivityPageSearch } from '../activity/activity-search.ts';
import { counted } from '../parts/format-number.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { principalRiskQuery } from './principal-queries.ts';

const kinds = { action: 'Call', region: 'Region', address: 'Address', userAgent: 'Program' } as const;
const filters = { action: 'action', region: 'region', address: 'address', userAgent: 'q' } as const satisfies Record<keyof typeof kinds, keyof ActivityPageSearch>;
const dimensions = { api: 'calls', region: 'regions', network: 'networks', agent: 'programs', hour: 'hours of the day' } as const;
const habitsShown = 6;

/** What it did for the first time, beside what it usually does. */
export function PrincipalUnusual({ activity: { principal, firsts, firstAt, from, to } }: { activity: PrincipalActivity }) {
  const baselines = useQuery(principalRiskQuery(principal)).data?.baselines ?? [];
  const isYoung = firstAt !== null && Date.parse(to) - Date.parse(firstAt) < 86_400_000;
  return (
    <SectionCard title="What is unusual">
      <Box sx={{ px: 2, py: 1.5, display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)', fontSize: '0.8125rem' }}>
        {firsts.length > 0 ? (
          <Box component="ul" aria-label="Done for the first time in the last day" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 0.5 }}>
            {firsts.map(({ kind, value, count, firstAt: at }) => (
              <Box component="li" key={`${kind} ${value}`} sx={{ display: 'grid', gridTemplateColumns: '64px minmax(0, 1fr) auto', columnGap: 1 }}>
                <Box sx={{ color: 'text.secondary' }}>{kinds[kind]}</Box>
                <Box sx={{ overflowWrap: 'anywhere' }}>
                  <RouteLink to="/activity" search={{ principal, range: '24h', [filters[kind]]: value }} underline="always">
                    {value}
                  </RouteLink>{' '}
                  for the first time, {counted(count, 'call')}
                </Box>
                <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
                  <RelativeTime at={at} />
                </Box>
              </Box>
            ))}
          </Box>
        ) : (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {isYoung ? 'It was not seen before the last day: there is nothing yet to compare with.' : `In the last day it did nothing that it had not done since ${from.slice(0, 10)}.`}
          </Typography>
        )}
        {baselines.map(({ accountId, person, activeWeeks, habits, firstDay }) => (
          <Box key={`${accountId} ${person ?? ''}`}>
            <Typography variant="h3" component="h3">
              Usually{person === null ? '' : `, as ${person}`} in {accountId}
            </Typography>
            <Typography variant="caption" component="p" sx={{ color: 'text.secondary' }}>
              Learned in {counted(activeWeeks, 'week')} since {firstDay}
            </Typography>
            {Object.entries(dimensions).map(([dimension, word]) => {
              const own = habits.filter((habit) => habit.dimension === dimension && habit.familiarity > 0);
              if (own.length === 0) return null;
              return (
                <Box key={dimension} sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '120px minmax(0, 1fr)' }, columnGap: 1 }}>
                  <Box sx={{ color: 'text.secondary' }}>{word}</Box>
                  <Box sx={{ overflowWrap: 'anywhere' }}>
                    {own
                      .slice(0, habitsShown)
                      .map(({ value }) => value)
                      .join(', ')}
                    {own.length > habitsShown && ` and ${own.length - habitsShown} more`}
                  </Box>
                </Box>
              );
            })}
          </Box>
        ))}
      </Box>
    </SectionCard>
  );
}
