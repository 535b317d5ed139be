import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import Building2 from 'lucide-react/icons/building-2';
import type { Account } from '../../src/core/account.ts';
import { AccountWatchMark } from '../accounts/account-watch-mark.tsx';
import { accountsQuery, findingSummaryQuery, gapsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';

/** Each account with what was found in it and what could not be looked at. */
export function Coverage() {
  const accounts = useQuery(accountsQuery);
  const gaps = useQuery(gapsQuery).data;
  const open = useQuery(findingSummaryQuery({ status: 'open' })).data?.byAccount;
  return (
    <SectionCard title="Accounts" aside={<RouteLink to="/accounts">All accounts</RouteLink>}>
      {accounts.data === undefined ? (
        accounts.error ? (
          <ErrorState error={accounts.error} what="The accounts could not be read" onRetry={() => void accounts.refetch()} />
        ) : (
          <ListSkeleton rows={4} label="Loading accounts" />
        )
      ) : accounts.data.length === 0 ? (
        <EmptyState size="line" icon={Building2} title="No AWS account is connected">
          <RouteLink to="/accounts">How to connect the first one</RouteLink>
        </EmptyState>
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {accounts.data.map((account) => (
            <CoverageLine
              key={account.id}
              account={account}
              gaps={gaps?.filter(({ accountId }) => accountId === account.accountId).length}
              findings={open && (open.find(({ accountId }) => accountId === account.accountId)?.count ?? 0)}
            />
          ))}
        </Box>
      )}
    </SectionCard>
  );
}

function CoverageLine({ account, gaps, findings }: { account: Account; gaps: number | undefined; findings: number | undefined }) {
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, '& + &': { borderTop: `1px solid ${palette.surface.line}` } })}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <RouteLink to="/findings" search={{ account: account.accountId }} color="inherit" sx={{ fontWeight: 600 }}>
          {account.name}
        </RouteLink>
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
          {account.accountId} · {counted(account.regions.length, 'region')} · {findings === undefined ? '…' : findings === 0 ? 'nothing open' : counted(findings, 'open finding')}
        </Box>
      </Box>
      {gaps === undefined || gaps === 0 ? (
        <AccountWatchMark account={account} />
      ) : (
        <RouteLink to="/gaps" underline="none">
          <AccountWatchMark account={account} />
        </RouteLink>
      )}
    </Box>
  );
}
