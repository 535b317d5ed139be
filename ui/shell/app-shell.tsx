import Box from '@mui/material/Box';
import Drawer from '@mui/material/Drawer';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { useOpenLiveStream } from '../api/live-context.ts';
import { useSession } from '../api/use-session.ts';
import { SideNavigation } from './side-navigation.tsx';
import { SimulatedBanner } from './simulated-banner.tsx';
import { SkipLink } from './skip-link.tsx';
import { TopBar } from './top-bar.tsx';

const navigationWidth = 216;

/** What stands around every page of someone who is logged in. */
export function AppShell() {
  useOpenLiveStream();
  const session = useSession();
  const [openedAt, setOpenedAt] = useState<string>();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const close = (): void => setOpenedAt(undefined);

  return (
    <Box sx={{ display: 'flex', minHeight: '100dvh' }}>
      <SkipLink />
      <Box sx={({ vars: { palette } }) => ({ display: { xs: 'none', md: 'block' }, width: navigationWidth, flexShrink: 0, position: 'sticky', top: 0, height: '100dvh', bgcolor: palette.night.ground })}>
        <SideNavigation />
      </Box>
      <Drawer
        open={openedAt === pathname}
        onClose={close}
        sx={{ display: { md: 'none' } }}
        slotProps={{ paper: { sx: ({ vars: { palette } }) => ({ width: 248, bgcolor: palette.night.ground, border: 0 }) } }}
      >
        <SideNavigation />
      </Drawer>
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        {session?.product.isSimulated && <SimulatedBanner />}
        <TopBar onMenu={() => setOpenedAt(pathname)} />
        <Box component="main" id="content" tabIndex={-1} sx={{ flex: 1, minWidth: 0, px: { xs: 2, md: 3 }, pt: 2, pb: 3, maxWidth: 1760, width: '100%', mx: 'auto' }}>
          <Outlet />
        </Box>
      </Box>
    </Box>
  );
}
