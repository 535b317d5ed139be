import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Calculator from 'lucide-react/icons/calculator';
import Play from 'lucide-react/icons/play';
import type { z } from 'zod';
import { askAthenaContract, athenaEstimateContract, type athenaStatusContract } from '../../src/watch/activity/athena/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { AthenaRunCard } from './athena-run-card.tsx';
import { inBytes, inUsd } from './in-bytes.ts';
import { SqlEditor } from './sql-editor.tsx';

type AthenaStatus = z.output<typeof athenaStatusContract.response>;

interface AthenaAnswerProps {
  readonly status: AthenaStatus;
  readonly sql: string;
  readonly runId: string | undefined;
  readonly onChange: (sql: string) => void;
  readonly onRun: (runId: string) => void;
}

/** SQL in Athena: what it may read first, and only then the query that is billed. */
export function AthenaAnswer({ status, sql, runId, onChange, onRun }: AthenaAnswerProps) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const estimate = useMutation({ mutationFn: (asked: string) => call(athenaEstimateContract, { body: { sql: asked } }) });
  const ask = useMutation({
    mutationFn: (asked: string) => call(askAthenaContract, { body: { sql: asked } }),
    async onSuccess(run) {
      onRun(run.id);
      await client.invalidateQueries({ queryKey: ['athena', 'runs'] });
    },
  });
  const isEmpty = sql.trim() === '';
  // An estimate is of the text that it was asked for.
  const known = estimate.variables === sql ? estimate.data : undefined;
  const mayRun = refusal === undefined && !isEmpty && known?.isWithinCeiling !== false;
  return (
    <>
      <Card sx={{ p: 2, display: 'grid', gap: 1.5 }}>
        <SqlEditor sql={sql} onChange={onChange} onRun={() => refusal === undefined && !isEmpty && estimate.mutate(sql)} />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          <Button variant="outlined" color="inherit" loading={estimate.isPending} loadingPosition="start" disabled={refusal !== undefined || isEmpty} onClick={() => estimate.mutate(sql)} startIcon={<Calculator size={15} aria-hidden />}>
            What will it cost?
          </Button>
          <Button variant="contained" loading={ask.isPending} loadingPosition="start" disabled={!mayRun} onClick={() => ask.mutate(sql)} startIcon={<Play size={15} aria-hidden />}>
            Ask Athena
          </Button>
          <Typography variant="caption" sx={{ color: 'text.secondary', flex: '1 1 200px' }}>
            {refusal ?? `At most ${inBytes(status.ceilingBytes)} for ${inUsd(status.ceilingUsd)} a query; ${inUsd(status.spentUsd)} of ${inUsd(status.monthlyCeilingUsd)} this month.`}
          </Typography>
        </Box>
        <Box aria-live="polite">{known && <EstimateLine known={known} />}</Box>
        {(estimate.error ?? ask.error) && <ErrorState error={estimate.error ?? ask.error ?? new Error()} what="Athena was not asked" />}
      </Card>
      {runId !== undefined && <AthenaRunCard key={runId} id={runId} />}
    </>
  );
}

function EstimateLine({ known: { estimate, isWithinCeiling, ceilingBytes } }: { known: z.output<typeof athenaEstimateContract.response> }) {
  if (estimate.kind === 'unknown') {
    return <Alert severity="warning">What it will read is unknown: {estimate.because}. It is stopped when it has read {inBytes(ceilingBytes)}.</Alert>;
  }
  const words = `It may read ${inBytes(estimate.bytes)} in ${counted(estimate.files, 'file')} for ${inUsd(estimate.usd)}; less where it needs few columns.`;
  if (isWithinCeiling) return <Alert severity="info">{words}</Alert>;
  return (
    <Alert severity="error">
      {words} That is more than the {inBytes(ceilingBytes)} that a query may read: ask about fewer days, accounts or regions.
    </Alert>
  );
}
