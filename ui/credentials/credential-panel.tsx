import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { type Credential, updateCredentialContract } from '../../src/base/credentials/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Problem } from '../parts/problem.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { CredentialAudit } from './credential-audit.tsx';
import { CredentialMark } from './credential-mark.tsx';
import { CredentialOrders } from './credential-orders.tsx';
import { useCredentialChange } from './credential-queries.ts';
import { ReplaceKey } from './replace-key.tsx';
import { RevokedNotice } from './revoked-notice.tsx';
import { RotateEveryField } from './rotate-every-field.tsx';
import { RotationProgress } from './rotation-progress.tsx';

/** One credential: its state, what is reached with it, what can be done, and who used it. */
export function CredentialPanel({ credential, onClose }: { credential: Credential; onClose: () => void }) {
  const { id, name, key, status, rotation, rotateEvery, isTemporary } = credential;
  const [inAws, setInAws] = useState<string>();
  const refusal = useRefusal('admin');
  const schedule = useCredentialChange((every: string | null) => call(updateCredentialContract, { params: { id }, body: { rotateEvery: every } }));
  return (
    <Box component="article" aria-label="Credential" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        <CredentialMark credential={credential} />
        <Box sx={{ flex: 1 }} />
        <IconButton onClick={onClose} aria-label="Close the credential">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <Box>
          <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem', overflowWrap: 'anywhere' }}>
            {name}
          </Typography>
          <Code>{key}</Code>
        </Box>
        <RevokedNotice credential={credential} inAws={inAws} />
        <CredentialOrders credential={credential} onRevoked={setInAws} onGone={onClose} />
        <CredentialFacts credential={credential} />
        {!isTemporary && status === 'active' && (
          <Box sx={{ display: 'grid', gap: 1 }}>
            <RotateEveryField value={rotateEvery} isDisabled={refusal !== undefined || schedule.isPending} onChange={(every) => schedule.mutate(every)} />
            <Problem error={schedule.error} />
          </Box>
        )}
        {rotation && <RotationProgress credential={credential} rotation={rotation} />}
        <ReplaceKey credential={credential} />
        <CredentialAudit credential={credential} />
      </Box>
    </Box>
  );
}

function CredentialFacts({ credential: { accountId, usedBy, rotatedAt, nextRotationAt, lastUsedAt, createdAt } }: { credential: Credential }) {
  return (
    <Facts>
      <Fact name="Account">
        <AccountName accountId={accountId} />
      </Fact>
      <Fact name="Reached with it">
        {usedBy.length === 0
          ? 'No connected account'
          : usedBy.map((account, index) => (
              <span key={account.id}>
                {index > 0 && ', '}
                <RouteLink to="/accounts" search={{ account: account.id }}>
                  {account.name}
                </RouteLink>
              </span>
            ))}
      </Fact>
      <Fact name="Last used">{lastUsedAt === null ? 'Never' : <RelativeTime at={lastUsedAt} />}</Fact>
      <Fact name="Key is from">
        <RelativeTime at={rotatedAt} />
        {nextRotationAt !== null && (
          <>
            ; the next <RelativeTime at={nextRotationAt} />
          </>
        )}
      </Fact>
      <Fact name="Added">
        <RelativeTime at={createdAt} />
      </Fact>
    </Facts>
  );
}
