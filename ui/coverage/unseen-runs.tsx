import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { ErrorState } from '../parts/error-state.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { placeCoverageQuery } from './coverage-queries.ts';
import { stateColor } from './coverage-strip.tsx';
import { lengthInWords, stateWords } from './strip-words.ts';

const mostShown = 40;

/** The minutes of a place that were not seen in time, the newest first. */
export function UnseenRuns(asked: { accountId: string; region: string; since: string; until: string }) {
  const { data, error, refetch } = useQuery(placeCoverageQuery(asked));
  if (error) return <ErrorState error={error} what="The minutes could not be read" onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton rows={2} rowHeight={24} label="Loading the minutes" />;
  const unseen = data.runs.filter(({ state }) => state !== 'seen').toReversed();
  return (
    <Box component="ul" aria-label="Minutes that were not seen in time" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: '0.75rem', display: 'grid', gap: 0.25 }}>
      {unseen.slice(0, mostShown).map(({ from, to, state, minutes }) => (
        <Box component="li" key={from} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1 }}>
          <Box aria-hidden sx={(theme) => ({ width: 10, height: 10, borderRadius: '2px', bgcolor: stateColor(theme, state) })} />
          {absoluteTime(from)} to {absoluteTime(to)}: {lengthInWords(minutes)} {stateWords[state]}
        </Box>
      ))}
      {unseen.length > mostShown && <li>And {unseen.length - mostShown} more before.</li>}
    </Box>
  );
}
