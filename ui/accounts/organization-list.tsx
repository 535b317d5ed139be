import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Unplug from 'lucide-react/icons/unplug';
import { useState } from 'react';
import { type Organization, removeOrganizationContract, syncOrganizationContract } from '../../src/base/accounts/contract.ts';
import { hasRole } from '../../src/core/role.ts';
import { call } from '../api/call.ts';
import { useRefusal, useSession } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { counted } from '../parts/format-number.ts';
import { Problem } from '../parts/problem.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { CredentialWords } from './credential-words.tsx';
import { organizationsQuery } from './organization-queries.ts';

/** The organisations whose members come by themselves. Nothing where there is none, or where one may not know. */
export function OrganizationList() {
  const user = useSession()?.user;
  const mayKnow = user !== undefined && user.accounts === 'all' && hasRole(user.role, 'viewer');
  const organizations = useQuery({ ...organizationsQuery, enabled: mayKnow }).data ?? [];
  return organizations.map((organization) => <OrganizationCard key={organization.id} organization={organization} />);
}

function OrganizationCard({ organization }: { organization: Organization }) {
  const client = useQueryClient();
  const { id, organizationId, status, statusReason, statusHint, members, activeMembers, memberRoleName, exclude, lastSynced, credential } = organization;
  const [isLeaving, setLeaving] = useState(false);
  const maySync = useRefusal('operator');
  const mayLeave = useRefusal('admin');
  const renew = () => client.invalidateQueries({ queryKey: ['accounts'] });
  const sync = useMutation({ mutationFn: () => call(syncOrganizationContract, { params: { id } }), onSuccess: renew });
  const leave = useMutation({ mutationFn: () => call(removeOrganizationContract, { params: { id } }), onSuccess: renew });
  const left = [...exclude.accountIds, ...exclude.unitIds, ...Object.entries(exclude.tags).map(([name, value]) => `${name}=${value}`)];
  return (
    <SectionCard title={`Organisation ${organizationId}`}>
      <Box sx={{ px: 2, py: 1.5, display: 'grid', gap: 1.5 }}>
        {status === 'error' && (
          <Alert severity="error">
            {statusReason}
            {statusHint !== null && <div>{statusHint}</div>}
          </Alert>
        )}
        <Facts>
          <Fact name="Members">
            {counted(members, 'account')}, {activeMembers} watched; new ones come by themselves
          </Fact>
          <Fact name="Asked with">
            <CredentialWords credential={credential} />
          </Fact>
          <Fact name="In members">
            Role <Code>{memberRoleName}</Code>
          </Fact>
          {left.length > 0 && <Fact name="Left out">{left.join(', ')}</Fact>}
          <Fact name="Looked">{lastSynced === null ? 'Not yet' : <RelativeTime at={lastSynced} />}</Fact>
        </Facts>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button variant="outlined" color="inherit" disabled={maySync !== undefined} title={maySync} loading={sync.isPending} loadingPosition="start" startIcon={<RefreshCw size={14} aria-hidden />} onClick={() => sync.mutate()}>
            Look for members
          </Button>
          <Button variant="outlined" color="error" disabled={mayLeave !== undefined} title={mayLeave} startIcon={<Unplug size={14} aria-hidden />} onClick={() => setLeaving(true)}>
            Disconnect
          </Button>
        </Box>
        <Problem error={sync.error} />
      </Box>
      <ConfirmDialog title={`Disconnect the organisation ${organizationId}?`} confirm={`Disconnect ${counted(members, 'account')}`} isOpen={isLeaving} isPending={leave.isPending} error={leave.error} onConfirm={() => leave.mutate()} onClose={() => setLeaving(false)}>
        <div>Its {counted(members, 'member account')} are disconnected with it; accounts that a person or the configuration connected stay.</div>
        <div>What was found and recorded stays. It can be connected again.</div>
      </ConfirmDialog>
    </SectionCard>
  );
}
