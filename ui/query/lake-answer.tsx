import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import LinearProgress from '@mui/material/LinearProgress';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import { useRef, useState } from 'react';
import { queryActivityContract } from '../../src/watch/activity/queries/contract.ts';
import { call } from '../api/call.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { counted, formatNumber } from '../parts/format-number.ts';
import { answerFormats, type AnswerFormat, downloadAnswer } from './download-answer.ts';
import { ExportAnswer } from './export-answer.tsx';
import { lakeColumnsQuery } from './query-data.ts';
import { ResultTable } from './result-table.tsx';
import { SqlEditor } from './sql-editor.tsx';

const times = [10, 30, 60, 300];
const limits = [100, 1_000, 10_000];

/** SQL over what is kept here: asked, stopped, shown and exported. */
export function LakeAnswer({ sql, onChange }: { sql: string; onChange: (sql: string) => void }) {
  const [seconds, setSeconds] = useState(30);
  const [limit, setLimit] = useState(1_000);
  const stop = useRef<AbortController>(undefined);
  const memoryMb = useQuery(lakeColumnsQuery).data?.limits.memoryMb;
  const begin = (): AbortSignal => {
    stop.current?.abort();
    stop.current = new AbortController();
    return stop.current.signal;
  };
  const ask = useMutation({ mutationFn: () => call(queryActivityContract, { body: { sql, limit, timeoutSeconds: seconds }, signal: begin() }) });
  const save = useMutation({ mutationFn: (format: AnswerFormat) => downloadAnswer({ sql, format, signal: begin() }) });
  const isStopped = ask.error?.name === 'AbortError';
  const run = () => {
    if (sql.trim() !== '') ask.mutate();
  };
  return (
    <>
      <Card sx={{ p: 2, display: 'grid', gap: 1.5 }}>
        <SqlEditor sql={sql} onChange={onChange} onRun={run} />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
          {ask.isPending ? (
            <Button variant="contained" color="warning" onClick={() => stop.current?.abort()} startIcon={<Square size={14} aria-hidden />}>
              Stop
            </Button>
          ) : (
            <Button variant="contained" onClick={run} disabled={sql.trim() === ''} startIcon={<Play size={15} aria-hidden />}>
              Ask
            </Button>
          )}
          <ExportAnswer formats={answerFormats} isBusy={save.isPending} onPick={(format) => save.mutate(format)} />
          <TextField select size="small" label="Time at most" value={seconds} onChange={(event) => setSeconds(Number(event.target.value))} sx={{ minWidth: 116 }}>
            {times.map((one) => (
              <MenuItem key={one} value={one}>
                {one} s
              </MenuItem>
            ))}
          </TextField>
          <TextField select size="small" label="Rows at most" value={limit} onChange={(event) => setLimit(Number(event.target.value))} sx={{ minWidth: 116 }}>
            {limits.map((one) => (
              <MenuItem key={one} value={one}>
                {formatNumber(one)}
              </MenuItem>
            ))}
          </TextField>
          {memoryMb !== undefined && (
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              {formatNumber(memoryMb)} MB of memory at most
            </Typography>
          )}
        </Box>
        {save.error && <Alert severity="error">{save.error.message}</Alert>}
      </Card>
      <Card aria-live="polite">
        {ask.isPending && <LinearProgress aria-label="The lake answers" />}
        {ask.error && isStopped && <Alert severity="info">It was stopped.</Alert>}
        {ask.error && !isStopped && <ErrorState error={ask.error} what="The lake could not answer" />}
        {ask.data && (
          <>
            <Typography variant="body2" sx={{ px: 2, py: 1.25, color: 'text.secondary' }}>
              {counted(ask.data.rows.length, 'row')} in {formatNumber(Math.round(ask.data.tookMs))} ms
              {ask.data.isCut && '; there are more, and an export has all of them'}
            </Typography>
            <ResultTable columns={ask.data.columns} rows={ask.data.rows} />
          </>
        )}
        {ask.isIdle && (
          <Typography variant="body2" sx={{ p: 2, color: 'text.secondary' }}>
            The answer comes here. Conditions on <code>date</code> make it read less.
          </Typography>
        )}
      </Card>
    </>
  );
}
