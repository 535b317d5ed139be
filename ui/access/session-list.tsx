import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import MonitorCheck from 'lucide-react/icons/monitor-check';
import { useState } from 'react';
import { revokeSessionContract, type SessionFacts } from '../../src/base/access/contract.ts';
import { call } from '../api/call.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { formatNumber } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { Problem } from '../parts/problem.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { sessionsQuery, type Whose } from './access-queries.ts';
import { browserName } from './browser-name.ts';
import { ListRow } from './list-row.tsx';

const shownAtFirst = 20;

/** Where somebody is logged in, each ended alone or all but this one together. */
export function SessionList({ of }: { of: Whose }) {
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(sessionsQuery(of));
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await call(revokeSessionContract, { params: { id } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? data : data?.slice(0, shownAtFirst);
  const others = data?.filter(({ isCurrent }) => !isCurrent).map(({ id }) => id) ?? [];
  return (
    <SectionCard
      title={of === 'me' ? 'Your sessions' : 'Sessions of everybody'}
      aside={
        of === 'me' && others.length > 0 ? (
          <Button variant="outlined" color="inherit" loading={end.isPending} onClick={() => end.mutate(others)}>
            End all others
          </Button>
        ) : undefined
      }
    >
      <Problem error={end.error} sx={{ m: 2 }} />
      {error ? (
        <ErrorState error={error} what="The sessions could not be read" onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <ListSkeleton rows={2} label="Loading sessions" />
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {(shown ?? data).map((session) => (
            <SessionLine key={session.id} session={session} of={of} isBusy={end.isPending} onEnd={() => end.mutate([session.id])} />
          ))}
        </Box>
      )}
      {data !== undefined && !isWhole && data.length > shownAtFirst && (
        <Box sx={{ p: 1.25, textAlign: 'center' }}>
          <Button variant="text" onClick={() => setIsWhole(true)}>
            Show all {formatNumber(data.length)}
          </Button>
        </Box>
      )}
    </SectionCard>
  );
}

function SessionLine({ session, of, isBusy, onEnd }: { session: SessionFacts; of: Whose; isBusy: boolean; onEnd: () => void }) {
  const device = session.kind === 'token' ? `A program${session.userAgent ? `: ${browserName(session.userAgent)}` : ''}` : browserName(session.userAgent);
  return (
    <ListRow
      title={of === 'everybody' ? `${session.username} · ${device}` : device}
      mark={
        session.isCurrent && (
          <StatusMark tone="good" icon={MonitorCheck}>
            This one
          </StatusMark>
        )
      }
      actions={
        !session.isCurrent && (
          <Button variant="outlined" color="inherit" disabled={isBusy} onClick={onEnd} aria-label={`End the session of ${session.username}: ${device}`}>
            End
          </Button>
        )
      }
    >
      {session.address ?? 'Address unknown'} · since <RelativeTime at={session.createdAt} /> · last seen <RelativeTime at={session.lastSeenAt} /> · ends <RelativeTime at={session.expiresAt} />
    </ListRow>
  );
}
