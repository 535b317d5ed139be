import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Says that there is nothing, why that may be, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action, isPage = false }: { icon: LucideIcon; title: string; children: ReactNode; action?: ReactNode; isPage?: boolean }) {
  return (
    <Box sx={{ display: 'grid', justifyItems: 'center', textAlign: 'center', gap: 1, px: 3, py: isPage ? '18vh' : 4, color: 'text.secondary' }}>
      <Box sx={({ vars: { palette } }) => ({ display: 'grid', placeItems: 'center', width: 44, height: 44, borderRadius: '50%', bgcolor: palette.surface.sunken })}>
        <Icon size={21} strokeWidth={1.75} aria-hidden />
      </Box>
      <Typography variant="h2" component={isPage ? 'h1' : 'p'} sx={{ color: 'text.primary' }}>
        {title}
      </Typography>
      <Typography variant="body2" component="div" sx={{ maxWidth: '46ch' }}>
        {children}
      </Typography>
      {action !== undefined && <Box sx={{ mt: 1 }}>{action}</Box>}
    </Box>
  );
}
