import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Menu from 'lucide-react/icons/menu';
import { LiveIndicator } from './live-indicator.tsx';
import { QuickSearch } from './quick-search.tsx';
import { UserMenu } from './user-menu.tsx';

export function TopBar({ onMenu }: { onMenu: () => void }) {
  return (
    <Box
      component="header"
      sx={({ vars: { palette } }) => ({
        position: 'sticky',
        top: 0,
        zIndex: 20,
        display: 'flex',
        alignItems: 'center',
        gap: { xs: 1, md: 2 },
        height: 52,
        px: { xs: 1, md: 3 },
        bgcolor: palette.background.paper,
        borderBottom: `1px solid ${palette.surface.line}`,
      })}
    >
      <IconButton onClick={onMenu} aria-label="Open the navigation" sx={{ display: { md: 'none' }, width: 40, height: 40 }}>
        <Menu size={20} aria-hidden />
      </IconButton>
      <QuickSearch />
      <Box sx={{ flex: 1 }} />
      <LiveIndicator />
      <UserMenu />
    </Box>
  );
}
