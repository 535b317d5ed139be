import Card from '@mui/material/Card';
import { CredentialList } from '../credentials/credential-list.tsx';
import { PageHeader } from '../parts/page-header.tsx';

export default function CredentialsPage() {
  return (
    <>
      <PageHeader title="Credentials" about="Access keys, sealed in the vault. Their secrets are never shown again." />
      <Card>
        <CredentialList />
      </Card>
    </>
  );
}
