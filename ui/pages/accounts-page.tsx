import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Drawer from '@mui/material/Drawer';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import Plus from 'lucide-react/icons/plus';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { AccountPanel } from '../accounts/account-panel.tsx';
import { AccountRow } from '../accounts/account-row.tsx';
import { ConnectFirstAccount } from '../accounts/connect-first-account.tsx';
import { OrganizationList } from '../accounts/organization-list.tsx';
import { accountsQuery } from '../api/queries.ts';
import { useManagesAll } from '../api/use-session.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { onlyWide, onlyWidest } from '../parts/only-wide.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';

const route = getRouteApi('/shell/accounts');

export default function AccountsPage() {
  const accounts = useQuery(accountsQuery);
  const { account: openId } = route.useSearch();
  const navigate = useNavigate();
  const mayConnect = useManagesAll();
  const close = () => void navigate({ to: '/accounts', replace: true });
  const open = accounts.data?.find(({ id }) => id === openId);

  return (
    <>
      <PageHeader
        title="Accounts"
        about={accounts.data?.length ? inWords(accounts.data) : ' '}
        actions={
          mayConnect && (
            <RouteButton to="/accounts/connect" variant="contained" startIcon={<Plus size={15} aria-hidden />}>
              Connect an account
            </RouteButton>
          )
        }
      />
      <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <OrganizationList />
        <Card>
          {accounts.data === undefined ? (
            accounts.error ? (
              <ErrorState error={accounts.error} what="The accounts could not be read" onRetry={() => void accounts.refetch()} />
            ) : (
              <ListSkeleton rows={4} label="Loading accounts" />
            )
          ) : accounts.data.length === 0 ? (
            <ConnectFirstAccount />
          ) : (
            <Box sx={{ containerType: 'inline-size' }}>
              <Table aria-label="Accounts">
                <TableHead>
                  <TableRow>
                    <TableCell>Account</TableCell>
                    <TableCell>State</TableCell>
                    <TableCell sx={onlyWidest}>Credentials</TableCell>
                    <TableCell sx={onlyWide}>Regions</TableCell>
                    <TableCell sx={onlyWide}>Permissions</TableCell>
                    <TableCell>Found</TableCell>
                  </TableRow>
                </TableHead>
                <TableBody>
                  {accounts.data.map((account) => (
                    <AccountRow key={account.id} account={account} isOpen={account.id === openId} />
                  ))}
                </TableBody>
              </Table>
            </Box>
          )}
        </Card>
      </Box>
      <Drawer anchor="right" open={open !== undefined} onClose={close} slotProps={{ paper: { 'aria-label': 'Account', sx: { width: 'min(100vw, 640px)' } } }}>
        {open && <AccountPanel key={open.id} account={open} onClose={close} />}
      </Drawer>
    </>
  );
}

function inWords(accounts: readonly ConnectedAccount[]): string {
  const broken = accounts.filter(({ status }) => status === 'error').length;
  const paused = accounts.filter(({ status }) => status === 'inactive').length;
  return [`${counted(accounts.length, 'AWS account')} connected`, ...(broken > 0 ? [`${broken} with an error`] : []), ...(paused > 0 ? [`${paused} not active`] : [])].join(', ');
}
