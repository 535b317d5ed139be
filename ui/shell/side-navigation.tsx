import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import Bot from 'lucide-react/icons/bot';
import Building2 from 'lucide-react/icons/building-2';
import EyeOff from 'lucide-react/icons/eye-off';
import FileClock from 'lucide-react/icons/file-clock';
import Fingerprint from 'lucide-react/icons/fingerprint-pattern';
import Footprints from 'lucide-react/icons/footprints';
import KeyRound from 'lucide-react/icons/key-round';
import LayoutDashboard from 'lucide-react/icons/layout-dashboard';
import Radar from 'lucide-react/icons/radar';
import ScrollText from 'lucide-react/icons/scroll-text';
import ShieldAlert from 'lucide-react/icons/shield-alert';
import Users from 'lucide-react/icons/users';
import { useId } from 'react';
import { findingSummaryQuery, gapsQuery } from '../api/queries.ts';
import { useManagesAll, useRefusal, useSession } from '../api/use-session.ts';
import { BrandMark } from './brand-mark.tsx';
import { NavigationLink } from './navigation-link.tsx';

export function SideNavigation() {
  const session = useSession();
  const isOperator = useRefusal('operator') === undefined;
  const isAdmin = useRefusal('admin') === undefined;
  const managesAll = useManagesAll();
  const settingsId = useId();
  const open = useQuery(findingSummaryQuery({ status: 'open' })).data?.total;
  const gaps = useQuery(gapsQuery).data?.length;
  return (
    <Box sx={({ vars: { palette } }) => ({ height: '100%', display: 'flex', flexDirection: 'column', color: palette.night.text })}>
      <Box sx={{ px: 2, pt: 2, pb: 2.5 }}>
        <BrandMark />
      </Box>
      <Box component="nav" aria-label="Main" sx={{ flex: 1, minHeight: 0, overflowY: 'auto', px: 1, pb: 1, display: 'flex', flexDirection: 'column', gap: 0.25 }}>
        <NavigationLink to="/" icon={LayoutDashboard} label="Overview" />
        <NavigationLink to="/findings" icon={ShieldAlert} label="Findings" count={open} counts="open findings" />
        <NavigationLink to="/activity" activeOptions={{ exact: true, includeSearch: false }} icon={Footprints} label="Activity" />
        <NavigationLink to="/activity/coverage" icon={Radar} label="Coverage" />
        <NavigationLink to="/rules" icon={ScrollText} label="Rules" />
        <NavigationLink to="/agents" icon={Bot} label="Agents" />
        <NavigationLink to="/gaps" icon={EyeOff} label="Gaps" count={gaps} counts="places not looked at" isWarning />
        <Box id={settingsId} sx={({ vars: { palette } }) => ({ px: 1.25, pt: 2, pb: 0.5, fontSize: '0.75rem', fontWeight: 600, color: palette.night.dim })}>
          Settings
        </Box>
        <Box role="group" aria-labelledby={settingsId} sx={{ display: 'flex', flexDirection: 'column', gap: 0.25 }}>
          <NavigationLink to="/accounts" icon={Building2} label="Accounts" />
          {isOperator && <NavigationLink to="/settings/credentials" icon={KeyRound} label="Credentials" />}
          {managesAll && <NavigationLink to="/settings/users" icon={Users} label="Users" />}
          <NavigationLink to="/settings/access" icon={Fingerprint} label="Your access" />
          {isAdmin && <NavigationLink to="/settings/audit" icon={FileClock} label="Audit log" />}
        </Box>
      </Box>
      {session && (
        <Box sx={({ vars: { palette } }) => ({ px: 2, py: 1.5, fontSize: '0.75rem', color: palette.night.dim, borderTop: `1px solid ${palette.night.line}` })}>
          Watchkeeper {session.product.version}
        </Box>
      )}
    </Box>
  );
}
