import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ExecutionLog, LogLevel } from '../../src/core/agent.ts';
import { executionLogsQuery, executionQuery } from '../api/queries.ts';
import { GapLine } from '../gaps/gap-line.tsx';
import { groupGaps } from '../gaps/group-gaps.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { absoluteTime, clockTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { monoFont } from '../theme/theme.ts';

/** What one execution wrote, as it writes it, and what it could not look at. */
export function ExecutionLogView({ id }: { id: string }) {
  const execution = useQuery(executionQuery(id)).data;
  const log = useQuery(executionLogsQuery(id));
  const { data: lines } = log;
  return (
    <SectionCard title={execution ? `Log of the execution of ${absoluteTime(execution.startedAt)}` : 'Log'} aside={lines && <CopyButton label="Copy" text={() => lines.map(plainLine).join('\n')} />}>
      {lines === undefined ? log.error ? <ErrorState error={log.error} what="The log could not be read" onRetry={() => void log.refetch()} /> : <ListSkeleton rows={5} rowHeight={22} label="Loading the log" /> : <Lines lines={lines} />}
      {execution && execution.gaps.length > 0 && (
        <Box component="ul" aria-label="What it could not look at" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {groupGaps(execution.gaps).map((group) => (
            <GapLine key={group.key} group={group} />
          ))}
        </Box>
      )}
    </SectionCard>
  );
}

function Lines({ lines }: { lines: readonly ExecutionLog[] }) {
  const box = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  useEffect(() => {
    if (box.current && wasAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  });
  return (
    <Box
      ref={box}
      role="log"
      tabIndex={0}
      aria-label="Log"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        wasAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
      sx={({ vars: { palette } }) => ({ maxHeight: 420, overflow: 'auto', px: 2, py: 1, bgcolor: palette.surface.sunken, fontFamily: monoFont, fontSize: '0.75rem', lineHeight: 1.65 })}
    >
      {lines.length === 0 && 'Nothing was written yet.'}
      {lines.map((line) => (
        <Box key={line.id} sx={{ display: 'flex', gap: 1.5 }}>
          <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
            {clockTime(line.at)}
          </Box>
          <Box component="span" sx={({ vars: { palette } }) => ({ width: 42, flexShrink: 0, color: levelColour(line.level, palette.tone) })}>
            {line.level}
          </Box>
          <Box component="span" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
            {line.message} <FieldsOf line={line} />
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function FieldsOf({ line }: { line: ExecutionLog }) {
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {fieldsInWords(line)}
    </Box>
  );
}

function levelColour(level: LogLevel, tone: Readonly<Record<'bad' | 'warn' | 'quiet' | 'active', { main: string }>>): string {
  const tones = { debug: tone.quiet, info: tone.active, warn: tone.warn, error: tone.bad };
  return tones[level].main;
}

function fieldsInWords({ fields }: ExecutionLog): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
}

function plainLine(line: ExecutionLog): string {
  return [line.at, line.level, line.message, fieldsInWords(line)].join(' ').trimEnd();
}
