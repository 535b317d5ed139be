import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { Code } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SimulatedMark } from '../parts/simulated-mark.tsx';
import { AccountEditForm } from './account-edit-form.tsx';
import { AccountOrders } from './account-orders.tsx';
import { AccountPermissions } from './account-permissions.tsx';
import { AccountRegions } from './account-regions.tsx';
import { AccountTrouble } from './account-trouble.tsx';
import { AccountWatchMark } from './account-watch-mark.tsx';
import { CredentialWords } from './credential-words.tsx';

const originWords = { config: 'The configuration file', person: 'A person', organization: 'Its organisation, by itself', simulated: 'The simulated organisation' } as const;

/** One account: how it is, what it lets Watchkeeper see, and what can be done. */
export function AccountPanel({ account, onClose }: { account: ConnectedAccount; onClose: () => void }) {
  const [isEdited, setEdited] = useState(false);
  return (
    <Box component="article" aria-label="Account" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        <AccountWatchMark account={account} />
        {account.isSimulated && <SimulatedMark />}
        <Box sx={{ flex: 1 }} />
        <CopyButton label="Copy link" text={() => window.location.href} />
        <IconButton onClick={onClose} aria-label="Close the account">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Box>
          <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem' }}>
            {account.name}
          </Typography>
          <Code>{account.accountId}</Code>
        </Box>
        <AccountTrouble account={account} />
        {isEdited ? <AccountEditForm account={account} onDone={() => setEdited(false)} /> : <AccountOrders account={account} onEdit={() => setEdited(true)} onGone={onClose} />}
        <AccountFacts account={account} />
        <AccountPermissions account={account} />
        <AccountRegions account={account} />
      </Box>
    </Box>
  );
}

function AccountFacts({ account: { accountId, credential, externalId, origin, lastValidated, tags, concurrency, monthlyCeilingUsd, createdAt } }: { account: ConnectedAccount }) {
  const pairs = Object.entries(tags);
  return (
    <Facts>
      <Fact name="Validated">{lastValidated === null ? 'Not yet' : <RelativeTime at={lastValidated} />}</Fact>
      <Fact name="Credentials">
        <CredentialWords credential={credential} />
      </Fact>
      {externalId !== null && (
        <Fact name="External id">
          <Code>{externalId}</Code>
        </Fact>
      )}
      <Fact name="Connected by">
        {originWords[origin]}, <RelativeTime at={createdAt} />
      </Fact>
      {pairs.length > 0 && <Fact name="Tags">{pairs.map(([name, value]) => `${name}=${value}`).join(', ')}</Fact>}
      {concurrency !== null && <Fact name="Calls at a time">{concurrency}</Fact>}
      {monthlyCeilingUsd !== null && <Fact name="Billed calls">{monthlyCeilingUsd} US dollars a month at most</Fact>}
      <Fact name="Seen there">
        <RouteLink to="/findings" search={{ account: accountId }}>
          Findings
        </RouteLink>
        <RouteLink to="/activity" search={{ account: accountId }} sx={{ ml: 2 }}>
          Activity
        </RouteLink>
        <RouteLink to="/gaps" sx={{ ml: 2 }}>
          Gaps
        </RouteLink>
      </Fact>
    </Facts>
  );
}
