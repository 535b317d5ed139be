import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { approveGlueJobContract, askGlueJobContract, type AthenaRun, cancelAthenaRunContract } from '../../src/watch/activity/athena/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { inUsd } from './in-bytes.ts';
import { athenaRunsQuery } from './query-data.ts';

/** Runs of Glue jobs: somebody asks, somebody who may approves, and only then it runs. */
export function GlueJobs({ ceilingUsd }: { ceilingUsd: number }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const [jobName, setJobName] = useState('');
  const [minutes, setMinutes] = useState('10');
  const jobs = useQuery(athenaRunsQuery('job'));
  const refresh = () => client.invalidateQueries({ queryKey: athenaRunsQuery('job').queryKey });
  const ask = useMutation({
    mutationFn: () => call(askGlueJobContract, { body: { jobName: jobName.trim(), timeoutMinutes: Number(minutes) } }),
    async onSuccess() {
      setJobName('');
      await refresh();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  const isNumber = /^\d{1,3}$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= 300;
  return (
    <SectionCard title="Glue jobs">
      <Box component="ul" aria-label="Glue jobs" sx={{ m: 0, px: 2, py: 1, listStyle: 'none', display: 'grid', gap: 1 }}>
        {jobs.data?.length === 0 && (
          <Typography component="li" variant="body2" sx={{ color: 'text.secondary' }}>
            None was asked for. A run may cost {inUsd(ceilingUsd)} at most.
          </Typography>
        )}
        {jobs.data?.map((run) => (
          <GlueRun key={run.id} run={run} onChange={refresh} />
        ))}
      </Box>
      <Box component="form" onSubmit={submit} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, px: 2, pb: 1.5, alignItems: 'start' }}>
        <TextField size="small" label="Job" value={jobName} onChange={(event) => setJobName(event.target.value)} disabled={refusal !== undefined} sx={{ flex: '1 1 120px' }} />
        <TextField size="small" label="Minutes" value={minutes} error={!isNumber} onChange={(event) => setMinutes(event.target.value)} disabled={refusal !== undefined} sx={{ width: 84 }} slotProps={{ htmlInput: { inputMode: 'numeric' } }} />
        <Button type="submit" variant="outlined" color="inherit" loading={ask.isPending} disabled={refusal !== undefined || jobName.trim() === '' || !isNumber} sx={{ height: 36 }}>
          Ask for it
        </Button>
      </Box>
      {ask.error && (
        <Alert severity="error" sx={{ mx: 2, mb: 1.5 }}>
          {ask.error.message}
        </Alert>
      )}
    </SectionCard>
  );
}

function GlueRun({ run, onChange }: { run: AthenaRun; onChange: () => Promise<void> }) {
  const refusal = { approve: useRefusal('approver'), stop: useRefusal('operator') };
  const approve = useMutation({ mutationFn: () => call(approveGlueJobContract, { params: { id: run.id } }), onSuccess: onChange });
  const stop = useMutation({ mutationFn: () => call(cancelAthenaRunContract, { params: { id: run.id } }), onSuccess: onChange });
  const trouble = approve.error?.message ?? stop.error?.message ?? (run.state === 'failed' ? run.message : null);
  return (
    <Box component="li" sx={{ display: 'grid', gap: 0.5 }}>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
        {run.job?.jobName} <span>({run.state})</span>
      </Typography>
      <Typography variant="caption" sx={{ color: 'text.secondary' }}>
        {run.endedAt === null ? `${inUsd(run.mostUsd)} at most` : inUsd(run.usd)}, asked by {run.askedBy} <RelativeTime at={run.askedAt} />
        {run.approvedBy !== null && `, approved by ${run.approvedBy}`}
      </Typography>
      {run.endedAt === null && (
        <Box sx={{ display: 'flex', gap: 1 }}>
          {run.state === 'asked' && (
            <Button size="small" variant="contained" loading={approve.isPending} disabled={refusal.approve !== undefined} title={refusal.approve} onClick={() => approve.mutate()}>
              Approve for {inUsd(run.mostUsd)}
            </Button>
          )}
          <Button size="small" variant="outlined" color="inherit" loading={stop.isPending} disabled={refusal.stop !== undefined} title={refusal.stop} onClick={() => stop.mutate()}>
            {run.state === 'asked' ? 'Decline' : 'Stop'}
          </Button>
        </Box>
      )}
      {trouble !== null && <Alert severity="error">{trouble}</Alert>}
    </Box>
  );
}
