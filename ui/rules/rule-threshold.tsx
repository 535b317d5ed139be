import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { backtestRuleContract, changeRuleContract, type RuleDetail } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { counted } from '../parts/format-number.ts';
import { ruleQuery, rulesQuery } from './rule-queries.ts';

type Threshold = NonNullable<RuleDetail['threshold']>;
const limitWords = { gte: 'At least', gt: 'More than', lte: 'At most', lt: 'Fewer than', eq: 'Exactly' } as const;

/** Within what time a correlation counts, and to what number; tried on the kept history before it is used. */
export function RuleThreshold({ rule, threshold: { written, now, limit } }: { rule: RuleDetail; threshold: Threshold }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const [timespan, setTimespan] = useState(now.timespan);
  const [count, setCount] = useState(now.count === null ? '' : String(now.count));
  const tuning = {
    ...(timespan !== written.timespan && { timespan }),
    ...(written.count !== null && Number(count) !== written.count && { count: Number(count) }),
  };
  const isWrong = !/^[1-9]\d*[smhdw]$/.test(timespan) || (written.count !== null && !(Number(count) > 0));
  const isChanged = timespan !== now.timespan || (now.count !== null && Number(count) !== now.count);
  const change = useMutation({
    mutationFn: (given: typeof tuning | null) => call(changeRuleContract, { query: { id: rule.id }, body: { tuning: given !== null && Object.keys(given).length === 0 ? null : given } }),
    async onSuccess(changed) {
      client.setQueryData(ruleQuery(rule.id).queryKey, changed);
      await client.invalidateQueries({ queryKey: rulesQuery.queryKey });
    },
  });
  const test = useMutation({ mutationFn: () => call(backtestRuleContract, { body: { id: rule.id, tuning } }) });
  return (
    <Box
      component="form"
      aria-label="Threshold"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(tuning);
      }}
      sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}
    >
      <Typography variant="h3" component="h3">
        What it counts to
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'flex-start' }}>
        {limit !== null && <TextField label={limitWords[limit]} type="number" value={count} disabled={refusal !== undefined} onChange={(event) => setCount(event.target.value)} helperText={`Written: ${written.count ?? ''}`} sx={{ width: 130 }} />}
        <TextField label="Within" value={timespan} disabled={refusal !== undefined} error={isWrong} onChange={(event) => setTimespan(event.target.value.trim())} helperText={`Written: ${written.timespan}`} sx={{ width: 130 }} />
        <Button variant="outlined" color="inherit" disabled={isWrong} loading={test.isPending} onClick={() => test.mutate()} sx={{ minHeight: 36 }}>
          Try it
        </Button>
        <Button type="submit" variant="contained" disabled={isWrong || !isChanged || refusal !== undefined} loading={change.isPending} sx={{ minHeight: 36 }}>
          Use it
        </Button>
        {rule.isTuned && (
          <Button color="inherit" disabled={refusal !== undefined || change.isPending} onClick={() => change.mutate(null)} sx={{ minHeight: 36 }}>
            As written
          </Button>
        )}
      </Box>
      <Typography variant="body2" role="status">
        {test.data && `${counted(test.data.matches, 'match', 'matches')} in the last 30 days${test.data.isWhole ? '' : ', as far as there was time to look'}.`}
      </Typography>
      {(change.error ?? test.error) && <Alert severity="error">{(change.error ?? test.error)?.message}</Alert>}
    </Box>
  );
}
