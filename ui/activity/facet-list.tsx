import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import type { Facets } from '../../src/watch/activity/lake/contract.ts';
import { formatNumber } from '../parts/format-number.ts';
import { visuallyHidden } from '../parts/visually-hidden.ts';
import { type FacetName, facetWords, isFacetName } from './activity-search.ts';

interface FacetListProps {
  readonly facets: Facets['facets'];
  readonly onPick: (facet: FacetName, value: string) => void;
}

/** The most frequent values of each field; picking one filters by it. */
export function FacetList({ facets, onPick }: FacetListProps) {
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 190px), 1fr))', p: 2 }}>
      {facets.map(({ column, values }) => {
        if (!isFacetName(column)) return null;
        const named = values.filter(({ value }) => value !== null && value !== '');
        if (named.length === 0) return null;
        return (
          <Box component="section" key={column} aria-label={facetWords[column]} sx={{ minWidth: 0 }}>
            <Typography variant="h3" component="h3" sx={{ mb: 0.5 }}>
              {facetWords[column]}
            </Typography>
            {named.map(({ value, count }) => (
              <ButtonBase
                key={value}
                onClick={() => onPick(column, value ?? '')}
                title={`Show only what has ${value ?? ''}`}
                sx={({ vars: { palette } }) => ({ display: 'flex', width: 1, gap: 1, px: 0.75, py: 0.375, borderRadius: 1, fontSize: '0.75rem', lineHeight: 1.5, textAlign: 'left', '&:hover': { bgcolor: palette.surface.sunken } })}
              >
                <Box component="span" sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', direction: column === 'principal' ? 'rtl' : 'ltr' }}>
                  <bdi>{value}</bdi>
                </Box>
                <Box component="span" sx={{ color: 'text.secondary' }}>
                  {formatNumber(count)}
                  <Box component="span" sx={visuallyHidden}>
                    {' '}
                    events; show only these
                  </Box>
                </Box>
              </ButtonBase>
            ))}
          </Box>
        );
      })}
    </Box>
  );
}
