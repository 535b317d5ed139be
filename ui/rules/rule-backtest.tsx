import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import History from 'lucide-react/icons/history';
import { type Backtest, backtestRuleContract } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';
import { counted } from '../parts/format-number.ts';
import { absoluteTime } from '../parts/format-time.ts';

/** What the rule would have raised in the kept history. */
export function RuleBacktest({ id }: { id: string }) {
  const test = useMutation({ mutationFn: () => call(backtestRuleContract, { body: { id } }) });
  return (
    <Box component="section" aria-label="Backtest" sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Typography variant="h3" component="h3">
        In the kept history
      </Typography>
      <Button variant="outlined" color="inherit" loading={test.isPending} loadingPosition="start" startIcon={<History size={14} aria-hidden />} onClick={() => test.mutate()}>
        Try it on the last 30 days
      </Button>
      <Box aria-live="polite" sx={{ width: 1 }}>
        {test.error && <Alert severity="error">{test.error.message}</Alert>}
        {test.data && <Result backtest={test.data} />}
      </Box>
    </Box>
  );
}

function Result({ backtest: { asked, matches, isWhole, principals, sample, from } }: { backtest: Backtest }) {
  return (
    <Box sx={{ display: 'grid', gap: 0.75 }}>
      <Typography variant="body2">
        {counted(matches, 'match', 'matches')} among {counted(asked, 'event')} with its names, since {absoluteTime(from)}.{isWhole ? '' : ' The time was over before all were asked.'}
      </Typography>
      {principals.map(({ principal, count }) => (
        <Typography key={principal} variant="caption" component="div" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {counted(count, 'time')} by {principal}
        </Typography>
      ))}
      {sample.slice(0, 5).map(({ eventId, at, what }) => (
        <Typography key={eventId} variant="caption" component="div" sx={{ overflowWrap: 'anywhere' }}>
          {absoluteTime(at)}: {what}
        </Typography>
      ))}
    </Box>
  );
}
