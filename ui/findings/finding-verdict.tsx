import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FindingDetail } from '../../src/core/finding.ts';
import { type Verdict, verdicts } from '../../src/core/verdict.ts';
import { decideFindingContract } from '../../src/respond/findings/contract.ts';
import { call } from '../api/call.ts';
import { findingQuery } from '../api/queries.ts';
import { useRefusal } from '../api/use-session.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { verdictAbout, verdictNames } from './verdict-names.ts';

/** What the finding was, in a person's judgement: one press, with room for a reason, and a way back. */
export function FindingVerdict({ finding }: { finding: FindingDetail }) {
  const { decision } = finding;
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const [note, setNote] = useState(decision?.note ?? '');
  const decide = useMutation({
    mutationFn: (body: { verdict: Verdict | null; note: string }) => call(decideFindingContract, { params: { id: finding.id }, body }),
    async onSuccess(decided) {
      client.setQueryData(findingQuery(finding.id).queryKey, decided);
      setNote(decided.decision?.note ?? '');
      await Promise.all([client.invalidateQueries({ queryKey: ['findings', 'list'] }), client.invalidateQueries({ queryKey: ['findings', 'summary'] }), client.invalidateQueries({ queryKey: ['rules'] })]);
    },
  });
  const isHeld = refusal !== undefined || decide.isPending;
  return (
    <Box component="section" aria-label="Verdict" sx={({ vars: { palette } }) => ({ display: 'grid', gap: 1, justifyItems: 'start', p: 1.5, borderRadius: 1, bgcolor: palette.surface.sunken })}>
      <Typography variant="h2" component="h3">
        What was it?
      </Typography>
      <Tooltip title={refusal ?? ''}>
        <ToggleButtonGroup exclusive color="primary" size="small" value={decision?.verdict ?? null} disabled={isHeld} onChange={(_, verdict: Verdict | null) => decide.mutate({ verdict, note: verdict === null ? '' : note })} aria-label="Verdict" sx={{ flexWrap: 'wrap', bgcolor: 'background.paper' }}>
          {verdicts.map((verdict) => (
            <ToggleButton key={verdict} value={verdict} sx={{ px: 1.5 }}>
              {verdictNames[verdict]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </Tooltip>
      {decision === null ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {refusal ?? 'Your verdict tells how precise the rule is. Benign and false positive close the finding; new evidence opens it again.'}
        </Typography>
      ) : (
        <>
          <Typography variant="body2" role="status">
            {verdictAbout[decision.verdict]} Decided by {decision.by} <RelativeTime at={decision.at} />.
            {finding.status === 'open' && decision.verdict !== 'true-positive' && ' It was seen again since.'}
          </Typography>
          <Box
            component="form"
            onSubmit={(event) => {
              event.preventDefault();
              decide.mutate({ verdict: decision.verdict, note });
            }}
            sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, width: 1, mt: 0.5, alignItems: 'flex-start' }}
          >
            <TextField label="Why" placeholder="What you found out" value={note} disabled={refusal !== undefined} onChange={(event) => setNote(event.target.value)} multiline maxRows={6} sx={{ flex: '1 1 220px' }} slotProps={{ inputLabel: { shrink: true }, htmlInput: { maxLength: 2_000 } }} />
            {note.trim() !== decision.note && (
              <Button type="submit" variant="outlined" disabled={isHeld} sx={{ minHeight: 36 }}>
                Keep the note
              </Button>
            )}
            <Button color="inherit" disabled={isHeld} onClick={() => decide.mutate({ verdict: null, note: '' })} sx={{ minHeight: 36 }}>
              Take it back
            </Button>
          </Box>
        </>
      )}
      {decide.error && <Alert severity="error">{decide.error.message}</Alert>}
    </Box>
  );
}
