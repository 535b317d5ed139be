import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Square from 'lucide-react/icons/square';
import { useEffect } from 'react';
import { type AthenaRun, cancelAthenaRunContract, exportAthenaContract } from '../../src/watch/activity/athena/contract.ts';
import { addressOf, call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { ExportAnswer } from './export-answer.tsx';
import { inBytes, inUsd } from './in-bytes.ts';
import { athenaRowsQuery, athenaRunQuery, athenaStatusQuery } from './query-data.ts';
import { ResultTable } from './result-table.tsx';

/** One query in Athena, from its wait to its answer and its price. */
export function AthenaRunCard({ id }: { id: string }) {
  const client = useQueryClient();
  const { data: run, error, refetch } = useQuery(athenaRunQuery(id));
  const endedAt = run?.endedAt ?? null;
  useEffect(() => {
    if (endedAt === null) return;
    // It has its price now, and so has the month.
    void client.invalidateQueries({ queryKey: athenaStatusQuery.queryKey });
    void client.invalidateQueries({ queryKey: ['athena', 'runs'] });
  }, [client, endedAt]);
  if (error) {
    return (
      <Card>
        <ErrorState error={error} what="The query could not be looked up" onRetry={() => void refetch()} />
      </Card>
    );
  }
  if (run === undefined) {
    return (
      <Card>
        <ListSkeleton rows={3} label="Loading the query" />
      </Card>
    );
  }
  return <Card aria-live="polite">{run.endedAt === null ? <Running run={run} /> : run.state === 'succeeded' ? <Answer run={run} /> : <NoAnswer run={run} />}</Card>;
}

function Running({ run }: { run: AthenaRun }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const cancel = useMutation({
    mutationFn: () => call(cancelAthenaRunContract, { params: { id: run.id } }),
    onSuccess: (changed) => client.setQueryData(athenaRunQuery(run.id).queryKey, changed),
  });
  const isCancelling = run.progress === 'CANCELLING';
  return (
    <Box sx={{ p: 2, display: 'grid', gap: 1 }}>
      <LinearProgress aria-label="Athena answers" />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography variant="body2" sx={{ flex: 1 }}>
          {isCancelling ? 'It is being stopped' : run.state === 'waiting' ? 'It waits' : 'Athena works'}: {inBytes(run.bytes)} read, {inUsd(run.usd)}
        </Typography>
        <Button variant="outlined" color="inherit" disabled={refusal !== undefined || isCancelling} loading={cancel.isPending} onClick={() => cancel.mutate()} startIcon={<Square size={13} aria-hidden />}>
          Stop
        </Button>
      </Box>
      {cancel.error && <Alert severity="error">{cancel.error.message}</Alert>}
    </Box>
  );
}

function NoAnswer({ run: { state, message, bytes, usd } }: { run: AthenaRun }) {
  return (
    <Alert severity={state === 'cancelled' ? 'info' : 'error'}>
      {message ?? 'It ended without an answer'}. It read {inBytes(bytes)} for {inUsd(usd)}.
    </Alert>
  );
}

function Answer({ run }: { run: AthenaRun }) {
  const rows = useInfiniteQuery(athenaRowsQuery(run.id));
  const pages = rows.data?.pages ?? [];
  const shown = pages.flatMap((page) => page.rows);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', px: 2, py: 1.25 }}>
        <Typography variant="body2" sx={{ flex: 1, color: 'text.secondary' }}>
          {rows.data ? `${counted(shown.length, 'row')}${rows.hasNextPage ? ' so far' : ''}. ` : ''}It read {inBytes(run.bytes)} for {inUsd(run.usd)}.
        </Typography>
        <ExportAnswer formats={['csv', 'jsonl']} onPick={(format) => window.location.assign(addressOf(exportAthenaContract.path, { params: { id: run.id }, query: { format } }))} />
      </Box>
      {rows.error ? (
        <ErrorState error={rows.error} what="The answer could not be read" onRetry={() => void rows.refetch()} />
      ) : rows.data === undefined ? (
        <ListSkeleton rows={5} label="Loading the answer" />
      ) : (
        <ResultTable columns={pages[0]?.columns ?? []} rows={shown} />
      )}
      {rows.hasNextPage && (
        <Box sx={{ p: 1.5, textAlign: 'center' }}>
          <Button variant="outlined" color="inherit" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
            Show more rows
          </Button>
        </Box>
      )}
    </>
  );
}
