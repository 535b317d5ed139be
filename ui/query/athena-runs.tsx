import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { AthenaRun } from '../../src/watch/activity/athena/contract.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { inBytes, inUsd } from './in-bytes.ts';
import { athenaRunsQuery } from './query-data.ts';

/** What was asked of Athena lately, to be opened again without paying again. */
export function AthenaRuns({ onOpen }: { onOpen: (run: AthenaRun) => void }) {
  const { data } = useQuery(athenaRunsQuery('query'));
  return (
    <SectionCard title="Asked lately">
      <Box component="ul" aria-label="Asked lately" sx={{ m: 0, px: 1, py: 1, listStyle: 'none' }}>
        {data?.length === 0 && (
          <Typography component="li" variant="body2" sx={{ px: 1, color: 'text.secondary' }}>
            Nothing was asked of Athena yet.
          </Typography>
        )}
        {data?.map((run) => (
          <Box component="li" key={run.id}>
            <Button color="inherit" onClick={() => onOpen(run)} title={run.sql ?? ''} sx={{ width: 1, display: 'block', textAlign: 'left', px: 1, py: 0.5 }}>
              <Box component="span" sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                {run.sql}
              </Box>
              <Typography variant="caption" component="span" sx={{ color: 'text.secondary' }}>
                {run.state}, {inBytes(run.bytes)}, {inUsd(run.usd)}, <RelativeTime at={run.askedAt} /> by {run.askedBy}
              </Typography>
            </Button>
          </Box>
        ))}
      </Box>
    </SectionCard>
  );
}
