import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SuggestedException } from '../../src/respond/noise/contract.ts';
import { addExceptionContract } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { ruleSuggestionsQuery } from './rule-queries.ts';

const acceptedDays = 90;
const dayMs = 86_400_000;

/** Exceptions that would make the rule quieter and hide nothing true, each accepted with one press and for a time. */
export function RuleSuggestions({ id }: { id: string }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const suggestions = useQuery(ruleSuggestionsQuery(id)).data ?? [];
  const accept = useMutation({
    mutationFn({ fields: [first, ...also], ...suggestion }: SuggestedException) {
      const expiresAt = new Date(Date.now() + acceptedDays * dayMs).toISOString();
      return call(addExceptionContract, { query: { id }, body: { field: first?.field ?? '', value: first?.value ?? '', also, reason: reasonOf(suggestion), expiresAt } });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['rules'] }),
  });
  if (suggestions.length === 0) return null;
  return (
    <Box sx={{ display: 'grid', gap: 1, width: 1 }}>
      <Typography variant="h3" component="h4">
        Suggested
      </Typography>
      {suggestions.map((suggestion) => (
        <Box key={JSON.stringify(suggestion.fields)} sx={({ vars: { palette } }) => ({ display: 'grid', gap: 0.75, justifyItems: 'start', p: 1.25, borderRadius: 1, bgcolor: palette.surface.sunken })}>
          <Box sx={{ fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
            {suggestion.fields.map(({ field, value }) => (
              <div key={field}>
                <Code>{field}</Code> is <Code>{value}</Code>
              </div>
            ))}
          </Box>
          <Typography variant="caption" sx={{ color: 'text.secondary' }}>
            Would have silenced {suggestion.silences} of {counted(suggestion.of, 'alert')} in 30 days: {suggestion.judgedHarmless} judged harmless, {suggestion.undecided} not decided. Hides {suggestion.hidesTrue} true positives.
          </Typography>
          <Tooltip title={refusal ?? `Silent about this for ${acceptedDays} days; can be taken back at any time`}>
            <span>
              <Button variant="outlined" color="inherit" disabled={refusal !== undefined || accept.isPending} loading={accept.isPending && accept.variables === suggestion} onClick={() => accept.mutate(suggestion)}>
                Accept for {acceptedDays} days
              </Button>
            </span>
          </Tooltip>
        </Box>
      ))}
      {accept.error && <Alert severity="error">{accept.error.message}</Alert>}
    </Box>
  );
}

function reasonOf({ why, silences, judgedHarmless }: Omit<SuggestedException, 'fields'>): string {
  return why === 'judged' ? `Suggested: ${counted(judgedHarmless, 'alert')} like this were judged harmless` : `Suggested: the same ${counted(silences, 'time')} in 30 days`;
}
