import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import CircleCheck from 'lucide-react/icons/circle-check';
import RotateCw from 'lucide-react/icons/rotate-cw';
import SearchX from 'lucide-react/icons/search-x';
import { validateAccountContract } from '../../src/base/accounts/contract.ts';
import { AccountPermissions } from '../accounts/account-permissions.tsx';
import { AccountRegions } from '../accounts/account-regions.tsx';
import { AccountTrouble } from '../accounts/account-trouble.tsx';
import { useAccountChange } from '../accounts/use-account-change.ts';
import { call } from '../api/call.ts';
import { accountsQuery } from '../api/queries.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { RouteButton } from '../parts/route-button.tsx';

/** What came of trying the account, and what to do where it does not work yet. */
export function AccountResult({ id, onBack }: { id: string; onBack: () => void }) {
  const accounts = useQuery(accountsQuery);
  const account = accounts.data?.find((one) => one.id === id);
  const again = useAccountChange(() => call(validateAccountContract, { params: { id } }));
  if (accounts.data === undefined) return <ListSkeleton rows={4} label="Loading the account" />;
  if (!account) {
    return (
      <EmptyState icon={SearchX} title="This account is not connected any more" action={<RouteButton to="/accounts">See the accounts</RouteButton>}>
        Somebody has disconnected it meanwhile.
      </EmptyState>
    );
  }
  const works = account.status === 'active';
  return (
    <Card sx={{ p: { xs: 2, sm: 2.5 }, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'flex-start' }}>
        {works && (
          <Box sx={({ vars: { palette } }) => ({ color: palette.tone.good.main, pt: 0.125 })}>
            <CircleCheck size={20} aria-hidden />
          </Box>
        )}
        <Box>
          <Typography variant="h2">{works ? `${account.name} is connected` : `${account.name} is connected, and does not work yet`}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            <Code>{account.accountId}</Code> {works ? 'The agents look at it from their next run on.' : 'Put right what is named below and try again; it is tried again by itself as well.'}
          </Typography>
        </Box>
      </Box>
      <AccountTrouble account={account} />
      {works && <AccountPermissions account={account} />}
      {works && <AccountRegions account={account} />}
      <Problem error={again.error} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        {!works && (
          <>
            <Button variant="contained" loading={again.isPending} loadingPosition="start" startIcon={<RotateCw size={14} aria-hidden />} onClick={() => again.mutate(undefined)}>
              Try again
            </Button>
            <Button variant="outlined" color="inherit" onClick={onBack}>
              Change what was given
            </Button>
          </>
        )}
        <RouteButton to="/accounts" search={{ account: id }} variant={works ? 'contained' : 'outlined'} color={works ? 'primary' : 'inherit'}>
          See the account
        </RouteButton>
        <RouteButton to="/accounts/connect" search={{}} variant="outlined" color="inherit">
          Connect another
        </RouteButton>
      </Box>
    </Card>
  );
}
