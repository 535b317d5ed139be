import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { credentialsQuery } from './credential-queries.ts';

export function CredentialList() {
  const { data, error, refetch } = useQuery(credentialsQuery);
  if (error) return <ErrorState error={error} what="The credentials could not be read" onRetry={() => void refetch()} />;
  if (data === undefined) return <ListSkeleton rows={3} label="Loading credentials" />;
  if (data.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="No access key is kept">
        That is the best state: roles and the identity of the machine need no key that could be lost.
      </EmptyState>
    );
  }
  return (
    <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
      {data.map((credential) => (
        <Box component="li" key={credential.id} sx={{ px: 2, py: 1.25, fontSize: '0.8125rem' }}>
          <strong>{credential.name}</strong> <Code>{credential.key}</Code> <AccountName accountId={credential.accountId} />
        </Box>
      ))}
    </Box>
  );
}
