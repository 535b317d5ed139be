import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useQuery } from '@tanstack/react-query';
import type { Account, CredentialSource } from '../../src/core/account.ts';
import { AccountWatchMark } from '../accounts/account-watch-mark.tsx';
import { ConnectFirstAccount } from '../accounts/connect-first-account.tsx';
import { accountsQuery, findingSummaryQuery, gapsQuery } from '../api/queries.ts';
import { Code } from '../parts/code.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { onlyNarrow, onlyWide } from '../parts/only-wide.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SimulatedMark } from '../parts/simulated-mark.tsx';

export default function AccountsPage() {
  const accounts = useQuery(accountsQuery);
  return (
    <>
      <PageHeader title="Accounts" about={accounts.data?.length ? `${counted(accounts.data.length, 'AWS account')} connected` : ' '} />
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
                  <TableCell sx={onlyWide}>Credentials</TableCell>
                  <TableCell sx={onlyWide}>Regions</TableCell>
                  <TableCell>Found</TableCell>
                </TableRow>
              </TableHead>
              <TableBody>
                {accounts.data.map((account) => (
                  <AccountRow key={account.id} account={account} />
                ))}
              </TableBody>
            </Table>
          </Box>
        )}
      </Card>
    </>
  );
}

function AccountRow({ account }: { account: Account }) {
  const counts = useQuery(findingSummaryQuery({ status: 'open' })).data?.byAccount;
  const open = counts?.find(({ accountId }) => accountId === account.accountId);
  const gaps = useQuery(gapsQuery).data?.filter(({ accountId }) => accountId === account.accountId).length ?? 0;
  return (
    <TableRow sx={{ verticalAlign: 'top' }}>
      <TableCell>
        <Box sx={{ fontWeight: 600 }}>{account.name}</Box>
        <Code>{account.accountId}</Code>
        <Box sx={{ color: 'text.secondary', ...onlyNarrow }}>{counted(account.regions.length, 'region')}</Box>
      </TableCell>
      <TableCell>
        <Box sx={{ display: 'flex', gap: 0.75, '@container (max-width: 1000px)': { display: 'grid', justifyItems: 'start' } }}>
          <AccountWatchMark account={account} />
          {account.isSimulated && <SimulatedMark />}
        </Box>
        {account.statusReason !== null && <Box sx={{ color: 'text.secondary', mt: 0.5 }}>{account.statusReason}</Box>}
      </TableCell>
      <TableCell sx={{ ...onlyWide, overflowWrap: 'anywhere' }}>
        <Credential credential={account.credential} />
      </TableCell>
      <TableCell sx={onlyWide}>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}>
          {account.regions.map((region) => (
            <Box key={region} component="span" sx={{ whiteSpace: 'nowrap' }}>
              {region}
            </Box>
          ))}
        </Box>
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

function Credential({ credential }: { credential: CredentialSource }) {
  switch (credential.kind) {
    case 'ambient':
      return <>Found by the AWS SDK where Watchkeeper runs</>;
    case 'profile':
      return (
        <>
          Profile <Code>{credential.profile}</Code>
        </>
      );
    case 'instance_profile':
      return <>The instance profile or container role of the machine</>;
    case 'access_key':
      return <>An access key of the vault</>;
    case 'role':
      return (
        <>
          Role <Code>{credential.roleArn}</Code>
        </>
      );
  }
}
