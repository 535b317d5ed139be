import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useInfiniteQuery } from '@tanstack/react-query';
import FileSearch from 'lucide-react/icons/file-search';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { auditQuery } from './audit-queries.ts';
import { AuditRow } from './audit-row.tsx';
import type { AuditFilterInput, AuditPageSearch } from './audit-search.ts';

export function AuditList({ filter, search }: { filter: AuditFilterInput; search: AuditPageSearch }) {
  const list = useInfiniteQuery({ ...auditQuery(filter), refetchInterval: 10_000 });
  const shown = list.data?.pages.flatMap((page) => page.entries) ?? [];
  if (list.data === undefined) return list.error ? <ErrorState error={list.error} what="The audit log could not be read" onRetry={() => void list.refetch()} /> : <ListSkeleton rows={10} label="Loading the audit log" />;
  if (shown.length === 0) {
    return (
      <EmptyState icon={FileSearch} title="Nothing is written down that is like that">
        Look further back, or take a filter away.
      </EmptyState>
    );
  }
  return (
    <>
      <Box component="ul" aria-label="Entries" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {shown.map((entry) => (
          <AuditRow key={entry.sequence} entry={entry} search={search} />
        ))}
      </Box>
      {list.hasNextPage && (
        <Box sx={{ p: 1.5, textAlign: 'center' }}>
          <Button variant="outlined" color="inherit" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show older entries
          </Button>
        </Box>
      )}
    </>
  );
}
