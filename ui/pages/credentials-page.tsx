import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Drawer from '@mui/material/Drawer';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import Plus from 'lucide-react/icons/plus';
import { useRefusal } from '../api/use-session.ts';
import { AddCredential } from '../credentials/add-credential.tsx';
import { CredentialList } from '../credentials/credential-list.tsx';
import { CredentialPanel } from '../credentials/credential-panel.tsx';
import { credentialsQuery } from '../credentials/credential-queries.ts';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteButton } from '../parts/route-button.tsx';

const route = getRouteApi('/shell/settings/credentials');

export default function CredentialsPage() {
  const { credential: openId } = route.useSearch();
  const navigate = useNavigate();
  const mayAdd = useRefusal('admin') === undefined;
  const open = useQuery(credentialsQuery).data?.find(({ id }) => id === openId);
  const isNew = openId === 'new' && mayAdd;
  const close = () => void navigate({ to: '/settings/credentials', search: {}, replace: true });
  return (
    <>
      <PageHeader
        title="Credentials"
        about="Access keys, sealed in the vault. Their secrets are never shown again."
        actions={
          mayAdd && (
            <RouteButton to="/settings/credentials" search={{ credential: 'new' }} variant="contained" startIcon={<Plus size={15} aria-hidden />}>
              Add an access key
            </RouteButton>
          )
        }
      />
      <Card>
        <CredentialList openId={openId} />
      </Card>
      <Drawer anchor="right" open={open !== undefined || isNew} onClose={close} slotProps={{ paper: { 'aria-label': isNew ? 'New credential' : 'Credential', sx: { width: 'min(100vw, 600px)' } } }}>
        <Box>
          {isNew && <AddCredential onDone={(id) => void navigate({ to: '/settings/credentials', search: { credential: id }, replace: true })} onClose={close} />}
          {open && <CredentialPanel key={open.id} credential={open} onClose={close} />}
        </Box>
      </Drawer>
    </>
  );
}
