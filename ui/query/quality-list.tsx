import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { formatNumber } from '../parts/format-number.ts';
import { SectionCard } from '../parts/section-card.tsx';

interface QualityListProps {
  readonly title: string;
  /** What it means that there is none, and what it means that there are some. */
  readonly none: string;
  readonly about: string;
  readonly children: readonly { readonly key: string; readonly where: ReactNode; readonly what: string }[];
}

const mostShown = 50;

/** One kind of oddness about the kept events, place by place. */
export function QualityList({ title, none, about, children }: QualityListProps) {
  return (
    <SectionCard title={children.length === 0 ? title : `${title}: ${formatNumber(children.length)}`}>
      <Typography variant="body2" sx={{ px: 2, pt: 1.25, pb: children.length === 0 ? 1.25 : 0, color: 'text.secondary' }}>
        {children.length === 0 ? none : about}
      </Typography>
      {children.length > 0 && (
        <Box component="ul" aria-label={title} sx={{ m: 0, px: 2, py: 1, listStyle: 'none', fontSize: '0.8125rem', lineHeight: 1.6 }}>
          {children.slice(0, mostShown).map(({ key, where, what }) => (
            <Box component="li" key={key} sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(180px, max-content) minmax(0, 1fr)' }, columnGap: 2 }}>
              <Box component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
                {where}
              </Box>
              <span>{what}</span>
            </Box>
          ))}
          {children.length > mostShown && <li>and {formatNumber(children.length - mostShown)} more</li>}
        </Box>
      )}
    </SectionCard>
  );
}
