import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Popover from '@mui/material/Popover';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Fingerprint from 'lucide-react/icons/fingerprint-pattern';
import LogOut from 'lucide-react/icons/log-out';
import UserRound from 'lucide-react/icons/user-round';
import { useState } from 'react';
import { logoutContract } from '../../src/base/access/contract.ts';
import { call } from '../api/call.ts';
import { useSession } from '../api/use-session.ts';
import { endSession } from '../app/end-session.ts';
import { RouteButton } from '../parts/route-button.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export function UserMenu() {
  const session = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const logout = useMutation({ mutationFn: () => call(logoutContract, {}), onSuccess: () => endSession(client, router) });
  if (!session) return null;
  const { user } = session;

  return (
    <>
      <Button
        variant="text"
        color="inherit"
        aria-haspopup="dialog"
        aria-expanded={anchor !== null}
        aria-label={`${user.name}: role, theme, log out`}
        onClick={(event) => setAnchor(event.currentTarget)}
        endIcon={<ChevronDown size={14} aria-hidden />}
        sx={{ minWidth: 0, px: 1 }}
      >
        <Box component="span" aria-hidden sx={({ vars: { palette } }) => ({ display: 'grid', placeItems: 'center', width: 26, height: 26, borderRadius: '50%', bgcolor: palette.tone.active.soft, color: palette.tone.active.main })}>
          <UserRound size={15} />
        </Box>
        <Box component="span" sx={{ display: { xs: 'none', sm: 'block' }, ml: 1 }}>
          {user.name}
        </Box>
      </Button>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { variant: 'outlined', role: 'dialog', 'aria-label': 'Your session', sx: { width: 264, mt: 0.5, boxShadow: 6 } } }}
      >
        <Box sx={{ px: 2, py: 1.5 }}>
          <Typography variant="h2" component="p">
            {user.name}
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {user.username} · role {user.role}
          </Typography>
        </Box>
        <Divider />
        <Box sx={{ px: 2, py: 1.5 }}>
          <ThemeSwitch />
        </Box>
        <Divider />
        <Box sx={{ p: 1 }}>
          <RouteButton to="/settings/access" fullWidth color="inherit" variant="text" onClick={() => setAnchor(null)} startIcon={<Fingerprint size={15} aria-hidden />} sx={{ justifyContent: 'flex-start' }}>
            Your access
          </RouteButton>
          <Button fullWidth color="inherit" variant="text" loading={logout.isPending} onClick={() => logout.mutate()} startIcon={<LogOut size={15} aria-hidden />} sx={{ justifyContent: 'flex-start' }}>
            Log out
          </Button>
          {logout.error && (
            <Typography role="alert" variant="caption" component="p" sx={{ px: 1.5, color: 'error.main' }}>
              {logout.error.message}
            </Typography>
          )}
        </Box>
      </Popover>
    </>
  );
}
