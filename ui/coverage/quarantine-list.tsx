import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import PackageCheck from 'lucide-react/icons/package-check';
import RotateCw from 'lucide-react/icons/rotate-cw';
import { type Quarantined, retryQuarantinedContract } from '../../src/watch/activity/coverage/contract.ts';
import { call } from '../api/call.ts';
import { useRefusal } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { quarantineQuery } from './coverage-queries.ts';

/** What could not be read, why, and another try where one makes sense. */
export function QuarantineList() {
  const list = useInfiniteQuery(quarantineQuery);
  const total = list.data?.pages[0]?.total;
  const shown = list.data?.pages.flatMap((page) => page.quarantined) ?? [];
  return (
    <SectionCard title={total === undefined || total === 0 ? 'Quarantine' : `Quarantine: ${counted(total, 'thing')} could not be read`}>
      {list.error ? (
        <ErrorState error={list.error} what="The quarantine could not be read" onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <ListSkeleton rows={2} label="Loading the quarantine" />
      ) : shown.length === 0 ? (
        <EmptyState size="line" icon={PackageCheck} title="Everything that came could be read">
          Objects, messages and records that cannot be read wait here with their reason.
        </EmptyState>
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {shown.map((one) => (
            <QuarantinedLine key={one.id} one={one} />
          ))}
        </Box>
      )}
      {list.hasNextPage && (
        <Box sx={{ p: 1.25, textAlign: 'center' }}>
          <Button variant="text" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </Box>
      )}
    </SectionCard>
  );
}

function QuarantinedLine({ one }: { one: Quarantined }) {
  const client = useQueryClient();
  const refusal = useRefusal('operator');
  const retry = useMutation({ mutationFn: () => call(retryQuarantinedContract, { params: { id: one.id } }), onSuccess: () => client.invalidateQueries({ queryKey: quarantineQuery.queryKey }) });
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ px: 2, py: 1.25, fontSize: '0.8125rem', display: 'grid', columnGap: 2, rowGap: 0.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', sm: 'minmax(0, 1fr) auto' }, borderTop: `1px solid ${palette.surface.line}`, '&:first-of-type': { borderTop: 0 } })}>
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <strong>
          {one.what === 'object' ? 'An object' : one.what === 'message' ? 'A message' : 'A record'}: {one.reason}
        </strong>
        <Box>
          <Code>{one.origin}</Code>
        </Box>
        {one.excerpt !== '' && (
          <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
            <Code>{one.excerpt}</Code>
          </Box>
        )}
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
          Seen {counted(one.timesSeen, 'time')}, the last <RelativeTime at={one.lastSeenAt} />
          {one.accountId !== null && ` · ${one.accountId}`}
          {one.region !== null && ` · ${one.region}`}
          {one.retryAskedAt !== null && (
            <>
              {' · another try was asked for '}
              <RelativeTime at={one.retryAskedAt} />
            </>
          )}
        </Box>
        {retry.error && <Alert severity="error">{retry.error.message}</Alert>}
      </Box>
      {one.canRetry && (
        <Tooltip title={refusal ?? 'Reads it again in the next run of the agent'}>
          <span>
            <Button variant="outlined" color="inherit" disabled={refusal !== undefined || one.retryAskedAt !== null} loading={retry.isPending} loadingPosition="start" startIcon={<RotateCw size={14} aria-hidden />} onClick={() => retry.mutate()}>
              {one.retryAskedAt === null ? 'Try again' : 'Asked'}
            </Button>
          </span>
        </Tooltip>
      )}
    </Box>
  );
}
