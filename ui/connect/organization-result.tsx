import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { AccountWatchMark } from '../accounts/account-watch-mark.tsx';
import { DisconnectAccount } from '../accounts/disconnect-account.tsx';
import { organizationsQuery } from '../accounts/organization-queries.ts';
import { accountsQuery } from '../api/queries.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteButton } from '../parts/route-button.tsx';

/** The members that were found; each can be left out at once. */
export function OrganizationResult({ id }: { id: string }) {
  const organization = useQuery(organizationsQuery).data?.find((one) => one.id === id);
  const accounts = useQuery(accountsQuery).data;
  const [leaving, setLeaving] = useState<ConnectedAccount>();
  if (!organization || !accounts) return <ListSkeleton rows={6} label="Loading the members" />;
  const members = accounts.filter(({ organizationId }) => organizationId === organization.organizationId);
  return (
    <Card sx={{ p: { xs: 2, sm: 2.5 }, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box>
        <Typography variant="h2">The organisation {organization.organizationId} is connected</Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {counted(members.length, 'member')} found. Each is tried within the next minutes; those that join later are connected by themselves.
        </Typography>
      </Box>
      <Box component="ul" aria-label="Members" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {members.map((account) => (
          <Box component="li" key={account.id} sx={({ vars: { palette } }) => ({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, py: 0.75, borderTop: `1px solid ${palette.surface.line}`, fontSize: '0.8125rem' })}>
            <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
              <strong>{account.name}</strong> <Code>{account.accountId}</Code>
            </Box>
            <AccountWatchMark account={account} />
            <Button variant="text" color="inherit" onClick={() => setLeaving(account)} aria-label={`Leave out ${account.name}`}>
              Leave out
            </Button>
          </Box>
        ))}
      </Box>
      <Box>
        <RouteButton to="/accounts" variant="contained">
          See the accounts
        </RouteButton>
      </Box>
      {leaving && <DisconnectAccount account={leaving} isOpen onClose={() => setLeaving(undefined)} onDone={() => setLeaving(undefined)} />}
    </Card>
  );
}
