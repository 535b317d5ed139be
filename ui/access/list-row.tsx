import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

interface ListRowProps {
  readonly title: ReactNode;
  /** Its state, beside its name. */
  readonly mark?: ReactNode;
  readonly actions?: ReactNode;
  /** The facts about it, below its name. */
  readonly children?: ReactNode;
}

/** One thing of a short list: its name and state, its facts, and what can be done with it. */
export function ListRow({ title, mark, actions, children }: ListRowProps) {
  return (
    <Box
      component="li"
      sx={({ vars: { palette } }) => ({
        display: 'flex',
        flexWrap: { xs: 'wrap', sm: 'nowrap' },
        alignItems: 'center',
        columnGap: 2,
        rowGap: 1,
        px: 2,
        py: 1.25,
        fontSize: '0.8125rem',
        borderTop: `1px solid ${palette.surface.line}`,
        '&:first-of-type': { borderTop: 0 },
      })}
    >
      <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, rowGap: 0.25 }}>
          <Box component="span" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
            {title}
          </Box>
          {mark}
        </Box>
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', mt: 0.25, overflowWrap: 'anywhere' }}>{children}</Box>
      </Box>
      {actions !== undefined && actions !== false && <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, flexShrink: 0 }}>{actions}</Box>}
    </Box>
  );
}
