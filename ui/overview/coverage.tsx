import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import type { Account } from '../../src/core/account.ts';
import { accountsQuery, findingSummaryQuery, gapsQuery } from '../api/queries.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

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
          {account.accountId} · {findings === undefined ? '…' : findings === 0 ? 'nothing open' : counted(findings, 'open finding')}
        </Box>
      </Box>
      {gaps !== undefined && (gaps === 0 ? <Watched regions={account.regions.length} /> : <NotSeen gaps={gaps} regions={account.regions.length} />)}
    </Box>
  );
}

function Watched({ regions }: { regions: number }) {
  return (
    <StatusMark tone="good" icon={Eye}>
      {counted(regions, 'region')}
    </StatusMark>
  );
}

function NotSeen({ gaps, regions }: { gaps: number; regions: number }) {
  return (
    <RouteLink to="/gaps" underline="none">
      <StatusMark tone="warn" icon={EyeOff}>
        {gaps >= regions ? 'Not seen' : counted(gaps, 'gap')}
      </StatusMark>
    </RouteLink>
  );
}
