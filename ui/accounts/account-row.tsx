import Box from '@mui/material/Box';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { useQuery } from '@tanstack/react-query';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { findingSummaryQuery, gapsQuery } from '../api/queries.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { onlyNarrow, onlyWide, onlyWidest } from '../parts/only-wide.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SimulatedIcon } from '../parts/simulated-icon.tsx';
import { AccountWatchMark } from './account-watch-mark.tsx';
import { CredentialWords } from './credential-words.tsx';
import { permissionWords } from './needed-actions.ts';

/** One account in the list: how it is, how it is reached, and what was found there. */
export function AccountRow({ account, isOpen }: { account: ConnectedAccount; isOpen: boolean }) {
  const counts = useQuery(findingSummaryQuery({ status: 'open' })).data?.byAccount;
  const open = counts?.find(({ accountId }) => accountId === account.accountId);
  const gaps = useQuery(gapsQuery).data?.filter(({ accountId }) => accountId === account.accountId).length ?? 0;
  return (
    <TableRow selected={isOpen} sx={{ verticalAlign: 'top' }}>
      <TableCell>
        <Box sx={{ whiteSpace: { sm: 'nowrap' } }}>
          <RouteLink to="/accounts" search={{ account: account.id }} color="inherit" sx={{ fontWeight: 600 }}>
            {account.name}
          </RouteLink>
          {account.isSimulated && <SimulatedIcon />}
        </Box>
        <Code>{account.accountId}</Code>
        <Box sx={{ color: 'text.secondary', ...onlyNarrow }}>{counted(account.regions.length, 'region')}</Box>
      </TableCell>
      <TableCell>
        <AccountWatchMark account={account} />
        {account.statusReason !== null && <Box sx={{ color: 'text.secondary', mt: 0.5, maxWidth: '44ch' }}>{account.statusReason}</Box>}
      </TableCell>
      <TableCell sx={{ ...onlyWidest, overflowWrap: 'anywhere', maxWidth: 320 }}>
        <CredentialWords credential={account.credential} />
      </TableCell>
      <TableCell sx={onlyWide}>
        {account.regionMode === 'all' ? 'All enabled' : account.regions.length <= 2 ? account.regions.join(', ') : counted(account.regions.length, 'chosen', 'chosen')}
        {account.regionMode === 'all' && account.lastValidated !== null && account.status === 'active' && <Box sx={{ color: 'text.secondary' }}>{counted(account.regions.length, 'region')}</Box>}
        {account.regionGaps.length > 0 && <Box sx={{ color: 'text.secondary' }}>{counted(account.regionGaps.length, 'gap')}</Box>}
      </TableCell>
      <TableCell sx={onlyWide}>
        {permissionWords(account)}
        {account.lastValidated !== null && (
          <Box sx={{ color: 'text.secondary' }}>
            <RelativeTime at={account.lastValidated} />
          </Box>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: { md: 'nowrap' } }}>
        {open ? (
          <RouteLink to="/findings" search={{ account: account.accountId }} sx={{ display: 'block' }}>
            {counted(open.count, 'open finding')}
          </RouteLink>
        ) : (
          <div>{counts ? 'Nothing open' : '…'}</div>
        )}
        {gaps > 0 && <RouteLink to="/gaps">{counted(gaps, 'gap')}</RouteLink>}
      </TableCell>
    </TableRow>
  );
}
