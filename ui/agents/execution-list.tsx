import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useInfiniteQuery } from '@tanstack/react-query';
import History from 'lucide-react/icons/history';
import type { Execution } from '../../src/core/agent.ts';
import { executionsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { absoluteTime, lengthOf } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { onlyWide } from '../parts/only-wide.ts';
import { countsInWords } from './counts-in-words.ts';
import { ExecutionMark } from './execution-mark.tsx';

const triggers = { schedule: 'its schedule', manual: 'a person', start: 'being started' } as const;

export function ExecutionList({ agentId, selectedId }: { agentId: string; selectedId: string | undefined }) {
  const list = useInfiniteQuery(executionsQuery(agentId));
  const executions = list.data?.pages.flatMap((page) => page.executions);
  return (
    <SectionCard title="Executions">
      {executions === undefined ? (
        list.error ? (
          <ErrorState error={list.error} what="The executions could not be read" onRetry={() => void list.refetch()} />
        ) : (
          <ListSkeleton rows={6} label="Loading executions" />
        )
      ) : executions.length === 0 ? (
        <EmptyState icon={History} title="It has not run yet">
          Each run is kept here with its log for 14 days.
        </EmptyState>
      ) : (
        <Box sx={{ containerType: 'inline-size' }}>
          <Table aria-label="Executions">
            <TableHead>
              <TableRow>
                <TableCell>Started</TableCell>
                <TableCell>Status</TableCell>
                <TableCell sx={onlyWide}>Started by</TableCell>
                <TableCell sx={onlyWide}>Took</TableCell>
                <TableCell>It saw</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {executions.map((execution) => (
                <ExecutionRow key={execution.id} execution={execution} isSelected={execution.id === selectedId} />
              ))}
            </TableBody>
          </Table>
          {list.hasNextPage && (
            <Box sx={{ display: 'grid', justifyItems: 'center', py: 1.25 }}>
              <Button variant="text" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            </Box>
          )}
        </Box>
      )}
    </SectionCard>
  );
}

function ExecutionRow({ execution, isSelected }: { execution: Execution; isSelected: boolean }) {
  const { id, agentId, startedAt, endedAt, error } = execution;
  return (
    <TableRow selected={isSelected} sx={({ vars: { palette } }) => ({ '&.Mui-selected, &.Mui-selected:hover': { bgcolor: palette.surface.selected } })}>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <RouteLink to="/agents/$id" params={{ id: agentId }} search={{ execution: id }} title={absoluteTime(startedAt)} aria-current={isSelected ? 'true' : undefined} resetScroll={false}>
          <RelativeTime at={startedAt} />
        </RouteLink>
      </TableCell>
      <TableCell>
        <ExecutionMark status={execution.status} />
      </TableCell>
      <TableCell sx={onlyWide}>{triggers[execution.trigger]}</TableCell>
      <TableCell sx={{ ...onlyWide, whiteSpace: 'nowrap' }}>{endedAt === null ? '…' : lengthOf(Date.parse(endedAt) - Date.parse(startedAt))}</TableCell>
      <TableCell>
        {countsInWords(execution)}
        {error !== null && <Box sx={{ color: 'error.main' }}>{error}</Box>}
      </TableCell>
    </TableRow>
  );
}
