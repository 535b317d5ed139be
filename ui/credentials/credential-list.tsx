import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useQuery } from '@tanstack/react-query';
import KeyRound from 'lucide-react/icons/key-round';
import type { Credential } from '../../src/base/credentials/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { onlyNarrow, onlyWide } from '../parts/only-wide.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { CredentialMark } from './credential-mark.tsx';
import { credentialsQuery } from './credential-queries.ts';
import { rotateWords } from './rotate-every.ts';

/** The access keys in the vault, none of them with its secret. */
export function CredentialList({ openId }: { openId: string | undefined }) {
  const { data, error, refetch } = useQuery(credentialsQuery);
  if (data === undefined) return error ? <ErrorState error={error} what="The credentials could not be read" onRetry={() => void refetch()} /> : <ListSkeleton rows={3} label="Loading credentials" />;
  if (data.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="No access key is kept">
        That is the best state: roles and the identity of the machine need no key that could be lost.
      </EmptyState>
    );
  }
  return (
    <Box sx={{ containerType: 'inline-size' }}>
      <Table aria-label="Credentials">
        <TableHead>
          <TableRow>
            <TableCell>Credential</TableCell>
            <TableCell>State</TableCell>
            <TableCell sx={onlyWide}>Account of the key</TableCell>
            <TableCell sx={onlyWide}>Rotated</TableCell>
            <TableCell sx={onlyWide}>Last used</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {data.map((credential) => (
            <CredentialRow key={credential.id} credential={credential} isOpen={credential.id === openId} />
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

function CredentialRow({ credential, isOpen }: { credential: Credential; isOpen: boolean }) {
  const { id, name, key, accountId, rotateEvery, rotatedAt, nextRotationAt, lastUsedAt, revoked } = credential;
  return (
    <TableRow selected={isOpen} sx={{ verticalAlign: 'top' }}>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        <RouteLink to="/settings/credentials" search={{ credential: id }} color="inherit" sx={{ fontWeight: 600, display: 'block' }}>
          {name}
        </RouteLink>
        <Code>{key}</Code>
        <Box sx={{ color: 'text.secondary', ...onlyNarrow }}>
          <AccountName accountId={accountId} />
        </Box>
      </TableCell>
      <TableCell>
        <CredentialMark credential={credential} />
        {revoked && (
          <Box sx={{ color: 'text.secondary', mt: 0.5, maxWidth: '36ch' }}>
            <RelativeTime at={revoked.at} /> by {revoked.by}: {revoked.because}
          </Box>
        )}
      </TableCell>
      <TableCell sx={onlyWide}>
        <AccountName accountId={accountId} />
      </TableCell>
      <TableCell sx={onlyWide}>
        <RelativeTime at={rotatedAt} />
        <Box sx={{ color: 'text.secondary' }}>{nextRotationAt === null ? rotateWords(rotateEvery) : <>next <RelativeTime at={nextRotationAt} /></>}</Box>
      </TableCell>
      <TableCell sx={onlyWide}>{lastUsedAt === null ? 'Never' : <RelativeTime at={lastUsedAt} />}</TableCell>
    </TableRow>
  );
}
