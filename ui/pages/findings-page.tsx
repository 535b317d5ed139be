import Box from '@mui/material/Box';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useTheme } from '@mui/material/styles';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Outlet, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { findingSummaryQuery } from '../api/queries.ts';
import { ExportMenu } from '../findings/export-menu.tsx';
import { FindingFilters } from '../findings/finding-filters.tsx';
import { FindingList } from '../findings/finding-list.tsx';
import { findingSearchOf } from '../findings/finding-search.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { counted } from '../parts/format-number.ts';

const route = getRouteApi('/shell/findings');

export default function FindingsPage() {
  const search = route.useSearch();
  const { id } = useParams({ strict: false });
  const theme = useTheme();
  const isWide = useMediaQuery(theme.breakpoints.up('lg'));
  const searchField = useRef<HTMLInputElement>(null);
  const { sort: _sort, order: _order, ...filter } = findingSearchOf(search);
  const total = useQuery(findingSummaryQuery(filter)).data?.total;

  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 2 }}>
      <Box sx={{ flex: 1, minWidth: 0, containerType: 'inline-size' }}>
        <PageHeader title="Findings" about={total === undefined ? ' ' : `${counted(total, 'finding')} with these filters`} actions={<ExportMenu search={search} />} />
        <FindingFilters search={search} searchField={searchField} />
        <FindingList search={search} selectedId={id} focusSearch={() => searchField.current?.focus()} />
      </Box>
      {isWide && id !== undefined ? (
        <Box sx={{ width: 'clamp(440px, 40vw, 640px)', flexShrink: 0, position: 'sticky', top: 68 }}>
          <Outlet />
        </Box>
      ) : (
        <Outlet />
      )}
    </Box>
  );
}
