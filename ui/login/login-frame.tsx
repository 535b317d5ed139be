import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect } from 'react';
import { BrandMark } from '../shell/brand-mark.tsx';

/** A card in the night, for what comes before the pages. */
export function LoginFrame({ title, width = 384, children, below }: { title: string; width?: number; children: ReactNode; below?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Watchkeeper`;
  }, [title]);
  return (
    <Box component="main" sx={({ vars: { palette } }) => ({ minHeight: '100dvh', display: 'grid', placeItems: 'center', px: 2, py: 4, bgcolor: palette.night.ground })}>
      <Box sx={{ width: '100%', maxWidth: width }}>
        <Box sx={({ vars: { palette } }) => ({ color: palette.night.text, mb: 2.5, display: 'grid', justifyItems: 'center', gap: 0.5 })}>
          <BrandMark />
          <Typography variant="body2" sx={({ vars: { palette } }) => ({ color: palette.night.dim })}>
            Keeps watch over your AWS accounts
          </Typography>
        </Box>
        <Card sx={{ p: 3, border: 0 }}>
          <Typography variant="h1" sx={{ mb: 2 }}>
            {title}
          </Typography>
          {children}
        </Card>
        {below !== undefined && (
          <Typography variant="body2" sx={({ vars: { palette } }) => ({ mt: 2, color: palette.night.dim, textAlign: 'center', textWrap: 'balance' })}>
            {below}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
