import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TableSortLabel from '@mui/material/TableSortLabel';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import ArrowUp from 'lucide-react/icons/arrow-up';
import SearchX from 'lucide-react/icons/search-x';
import { type KeyboardEvent, useEffect, useEffectEvent, useRef } from 'react';
import { findingsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { NothingOpen } from './nothing-open.tsx';
import { FindingRow } from './finding-row.tsx';
import { type FindingPageSearch, findingSearchOf } from './finding-search.ts';
import { onlyWide, onlyWidest } from '../parts/only-wide.ts';
import { useArrivals } from './use-arrivals.ts';

interface FindingListProps {
  readonly search: FindingPageSearch;
  readonly selectedId: string | undefined;
  readonly focusSearch: () => void;
}

type SortField = NonNullable<FindingPageSearch['sort']>;

export function FindingList({ search, selectedId, focusSearch }: FindingListProps) {
  const asked = findingSearchOf(search);
  const list = useInfiniteQuery({ ...findingsQuery(asked), placeholderData: (previous) => previous });
  const table = useRef<HTMLTableElement>(null);
  const arrivals = useArrivals(asked, table);
  useSlashKey(focusSearch);

  if (list.isPending) return <Card><ListSkeleton rows={10} label="Loading findings" /></Card>;
  if (list.isError && !list.data) {
    return (
      <Card>
        <ErrorState error={list.error} what="The findings could not be read" onRetry={() => void list.refetch()} />
      </Card>
    );
  }
  const findings = list.data?.pages.flatMap((page) => page.findings) ?? [];

  return (
    <Card>
      {arrivals.waiting > 0 && (
        <Box sx={{ position: 'sticky', top: 60, zIndex: 5, height: 0, display: 'grid', justifyItems: 'center' }}>
          <Button variant="contained" onClick={arrivals.show} startIcon={<ArrowUp size={14} aria-hidden />} sx={{ mt: 0.25, borderRadius: 5, boxShadow: 3 }}>
            Show {counted(arrivals.waiting, 'new finding')}
          </Button>
        </Box>
      )}
      {findings.length === 0 ? (
        <NothingFound search={search} />
      ) : (
        <>
          <Table ref={table} aria-label="Findings" onKeyDown={(event) => moveBetweenRows(event, table.current)} sx={{ tableLayout: 'fixed' }}>
            <TableHead>
              <TableRow>
                <SortableCell field="severity" search={search} width={104}>
                  Severity
                </SortableCell>
                <TableCell>Finding</TableCell>
                <TableCell sx={{ ...onlyWide, width: '15%' }}>Where</TableCell>
                <TableCell sx={{ ...onlyWide, width: '17%' }}>Who</TableCell>
                <TableCell align="right" sx={{ ...onlyWidest, width: 72 }}>
                  Events
                </TableCell>
                <SortableCell field="firstSeenAt" search={search} width={112}>
                  First seen
                </SortableCell>
                <SortableCell field="lastSeenAt" search={search} width={112}>
                  Last seen
                </SortableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {findings.map((finding) => (
                <FindingRow key={finding.id} finding={finding} isSelected={finding.id === selectedId} search={search} />
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
        </>
      )}
    </Card>
  );
}

const shownWhere = { severity: {}, firstSeenAt: onlyWidest, lastSeenAt: onlyWide } as const;

function SortableCell({ field, search, width, children }: { field: SortField; search: FindingPageSearch; width: number; children: string }) {
  const navigate = useNavigate();
  const { sort = 'lastSeenAt', order = 'desc' } = search;
  const isSorted = sort === field;
  const next = isSorted && order === 'desc' ? 'asc' : 'desc';
  return (
    <TableCell sortDirection={isSorted ? order : false} sx={{ width, ...shownWhere[field] }}>
      <TableSortLabel active={isSorted} direction={isSorted ? order : 'desc'} onClick={() => void navigate({ to: '.', search: { ...search, sort: field, order: next }, replace: true })}>
        {children}
      </TableSortLabel>
    </TableCell>
  );
}

function NothingFound({ search }: { search: FindingPageSearch }) {
  const navigate = useNavigate();
  const { sort: _sort, order: _order, ...filters } = search;
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  if (!isFiltered) return <NothingOpen />;
  return (
    <EmptyState
      icon={SearchX}
      title="No finding fits these filters"
      action={
        <Button variant="outlined" onClick={() => void navigate({ to: '/findings', search: {}, replace: true })}>
          Clear filters
        </Button>
      }
    >
      Findings of other accounts, severities or times may be there.
    </EmptyState>
  );
}

/** The arrow keys, and j and k, go from row to row. */
function moveBetweenRows(event: KeyboardEvent, table: HTMLTableElement | null): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...(table?.querySelectorAll<HTMLElement>('tbody a') ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = links[at + step];
  if (at === -1 || !next) return;
  event.preventDefault();
  next.focus();
}

function useSlashKey(focusSearch: () => void): void {
  const focus = useEffectEvent(focusSearch);
  useEffect(() => {
    function press(event: globalThis.KeyboardEvent): void {
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, [role="combobox"], [role="dialog"]') !== null;
      if (event.key !== '/' || isTyping) return;
      event.preventDefault();
      focus();
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
