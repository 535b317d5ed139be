import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Credential } from '../../src/base/credentials/contract.ts';
import { useRefusal } from '../api/use-session.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { credentialAuditQuery } from './credential-queries.ts';
import { wordsOfUse } from './words-of-use.ts';

/** Who used or changed the key, for what, when and from where, newest first. */
export function CredentialAudit({ credential }: { credential: Credential }) {
  const refusal = useRefusal('admin');
  const audit = useInfiniteQuery({ ...credentialAuditQuery(credential), enabled: refusal === undefined });
  const entries = audit.data?.pages.flatMap((page) => page.entries);
  return (
    <Box component="section" aria-label="Uses and changes" sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Typography variant="h3" component="h3">
        Who used or changed it
      </Typography>
      {refusal !== undefined ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {refusal}.
        </Typography>
      ) : audit.error && !entries ? (
        <ErrorState error={audit.error} what="Its log could not be read" onRetry={() => void audit.refetch()} />
      ) : !entries ? (
        <ListSkeleton rows={3} label="Loading its log" />
      ) : entries.length === 0 ? (
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          Nobody yet.
        </Typography>
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', width: 1, display: 'grid', gap: 1 }}>
          {entries.map((entry) => (
            <Box component="li" key={entry.sequence} sx={{ fontSize: '0.8125rem', lineHeight: 1.5 }}>
              <Box sx={{ display: 'flex', columnGap: 1, justifyContent: 'space-between' }}>
                <span>
                  {wordsOfUse(entry)}
                </span>
                <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
                  <RelativeTime at={entry.at} />
                </Box>
              </Box>
              <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
                {entry.actor.name}
                {entry.address !== null && ` from ${entry.address}`}
              </Box>
            </Box>
          ))}
        </Box>
      )}
      {audit.hasNextPage && (
        <Button variant="text" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()} sx={{ ml: -1.5 }}>
          Show older
        </Button>
      )}
    </Box>
  );
}
