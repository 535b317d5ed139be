import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** `line` where little is to be said and more stands around it, `page` where nothing else stands. */
  readonly size?: 'line' | 'section' | 'page';
}

/** Says that there is nothing, why that may be, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, size = 'section' }: EmptyStateProps) {
  return (
    <Box sx={{ color: 'text.secondary', ...(size === 'line' ? inLine : { ...inMiddle, py: size === 'page' ? '18vh' : 4 }) }}>
      <Box sx={({ vars: { palette } }) => ({ display: 'grid', placeItems: 'center', width: size === 'line' ? 32 : 44, height: size === 'line' ? 32 : 44, borderRadius: '50%', bgcolor: palette.surface.sunken })}>
        <Icon size={size === 'line' ? 16 : 21} strokeWidth={1.75} aria-hidden />
      </Box>
      <div>
        <Typography variant={size === 'line' ? 'h3' : 'h2'} component={size === 'page' ? 'h1' : 'p'} sx={{ color: 'text.primary' }}>
          {title}
        </Typography>
        <Typography variant="body2" component="div" sx={{ maxWidth: size === 'line' ? 'none' : '46ch' }}>
          {children}
        </Typography>
      </div>
      {action !== undefined && <Box sx={{ mt: 1 }}>{action}</Box>}
    </Box>
  );
}

const inMiddle = { display: 'grid', justifyItems: 'center', textAlign: 'center', gap: 1, px: 3 } as const;
const inLine = { display: 'grid', gridTemplateColumns: 'auto minmax(0, 1fr)', alignItems: 'center', columnGap: 1.5, px: 2, py: 1.5 } as const;
