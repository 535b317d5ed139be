import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { addExceptionContract, removeExceptionContract, type RuleDetail } from '../../src/watch/activity/rulebook/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { RuleSuggestions } from './rule-suggestions.tsx';

const lengths = [
  { days: 7, label: 'For a week' },
  { days: 30, label: 'For a month' },
  { days: 90, label: 'For three months' },
  { days: 0, label: 'Until taken back' },
] as const;
const dayMs = 86_400_000;
const empty = { field: 'userIdentity.arn', value: '', reason: '', days: 30 };

/** Values about which the rule stays silent, each with its reason and its end. */
export function RuleExceptions({ rule }: { rule: RuleDetail }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const [draft, setDraft] = useState<typeof empty | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ['rules'] });
  const add = useMutation({
    mutationFn: ({ days, ...exception }: typeof empty) => call(addExceptionContract, { query: { id: rule.id }, body: { ...exception, expiresAt: days === 0 ? null : new Date(Date.now() + days * dayMs).toISOString() } }),
    async onSuccess() {
      setDraft(null);
      await refresh();
    },
  });
  const remove = useMutation({ mutationFn: (exceptionId: string) => call(removeExceptionContract, { params: { exceptionId } }), onSuccess: refresh });
  const error = add.error ?? remove.error;

  return (
    <Box component="section" aria-label="Exceptions" sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Typography variant="h3" component="h3">
        Exceptions
      </Typography>
      {rule.exceptions.length === 0 && (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          None: the rule speaks of everybody.
        </Typography>
      )}
      {rule.exceptions.map((exception) => (
        <Box key={exception.id} sx={{ display: 'flex', width: 1, gap: 1, alignItems: 'flex-start' }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="body2" component="div" sx={{ overflowWrap: 'anywhere' }}>
              {[exception, ...exception.also].map(({ field, value }) => (
                <div key={field}>
                  <Code>{field}</Code> is <Code>{value}</Code>
                </div>
              ))}
            </Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {exception.reason}, by {exception.madeBy}
              {exception.expiresAt === null ? '' : `, until ${absoluteTime(exception.expiresAt)}`}
            </Typography>
          </Box>
          <Tooltip title={refusal ?? 'Take the exception back'}>
            <span>
              <IconButton aria-label={`Take back the exception for ${exception.value}`} disabled={refusal !== undefined || remove.isPending} onClick={() => remove.mutate(exception.id)}>
                <Trash2 size={16} aria-hidden />
              </IconButton>
            </span>
          </Tooltip>
        </Box>
      ))}
      {draft ? (
        <Box
          component="form"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate(draft);
          }}
          sx={{ display: 'grid', gap: 1.5, width: 1, pt: 0.5 }}
        >
          <TextField required size="small" label="Field of the record" value={draft.field} onChange={(event) => setDraft({ ...draft, field: event.target.value })} />
          <TextField required size="small" label="Value, with * for anything" value={draft.value} onChange={(event) => setDraft({ ...draft, value: event.target.value })} />
          <TextField required size="small" label="Reason" value={draft.reason} onChange={(event) => setDraft({ ...draft, reason: event.target.value })} />
          <TextField select size="small" label="How long" value={draft.days} onChange={(event) => setDraft({ ...draft, days: Number(event.target.value) })}>
            {lengths.map(({ days, label }) => (
              <MenuItem key={days} value={days}>
                {label}
              </MenuItem>
            ))}
          </TextField>
          <Box sx={{ display: 'flex', gap: 1 }}>
            <Button type="submit" variant="contained" loading={add.isPending}>
              Add the exception
            </Button>
            <Button color="inherit" onClick={() => setDraft(null)}>
              Cancel
            </Button>
          </Box>
        </Box>
      ) : (
        <Tooltip title={refusal ?? ''}>
          <span>
            <Button variant="outlined" color="inherit" disabled={refusal !== undefined} onClick={() => setDraft(empty)}>
              Add an exception
            </Button>
          </span>
        </Tooltip>
      )}
      {error && <Alert severity="error">{error.message}</Alert>}
      <RuleSuggestions id={rule.id} />
    </Box>
  );
}
