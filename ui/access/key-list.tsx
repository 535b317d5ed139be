import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import CalendarX from 'lucide-react/icons/calendar-x';
import KeyRound from 'lucide-react/icons/key-round';
import Plus from 'lucide-react/icons/plus';
import { useState } from 'react';
import { type ApiKey, revokeKeyContract } from '../../src/base/access/contract.ts';
import { call } from '../api/call.ts';
import { Code } from '../parts/code.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { useNow } from '../parts/use-now.ts';
import { keysQuery, type Whose } from './access-queries.ts';
import { scopeWords } from './key-scope-words.ts';
import { ListRow } from './list-row.tsx';
import { NewKey } from './new-key.tsx';

/** Keys that programs send: who made them, what they may do, until when, and when they were last used. */
export function KeyList({ of }: { of: Whose }) {
  const { data, error, refetch } = useQuery(keysQuery(of));
  const [isMaking, setIsMaking] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey>();
  return (
    <SectionCard
      title={of === 'me' ? 'API keys' : 'API keys of everybody'}
      aside={
        of === 'me' && (
          <Button variant="outlined" color="inherit" startIcon={<Plus size={15} aria-hidden />} onClick={() => setIsMaking(true)}>
            New key
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState error={error} what="The keys could not be read" onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <ListSkeleton rows={2} label="Loading keys" />
      ) : data.length === 0 ? (
        <EmptyState size="line" icon={KeyRound} title="There is no key">
          Scripts and other programs log in with a key that may do only what they need.
        </EmptyState>
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {data.map((key) => (
            <KeyLine key={key.id} apiKey={key} of={of} onRevoke={() => setRevoked(key)} />
          ))}
        </Box>
      )}
      {isMaking && <NewKey onClose={() => setIsMaking(false)} />}
      {revoked && <RevokeKey apiKey={revoked} onClose={() => setRevoked(undefined)} />}
    </SectionCard>
  );
}

function KeyLine({ apiKey, of, onRevoke }: { apiKey: ApiKey; of: Whose; onRevoke: () => void }) {
  const { name, start, username, scope, accounts, expiresAt, lastUsedAt, lastAddress } = apiKey;
  const isExpired = Date.parse(expiresAt ?? '9999-12-31') <= useNow();
  return (
    <ListRow
      title={of === 'everybody' ? `${name}, of ${username}` : name}
      mark={
        <>
          <Code>{`${start}…`}</Code>
          {isExpired && (
            <StatusMark tone="quiet" icon={CalendarX}>
              Expired
            </StatusMark>
          )}
        </>
      }
      actions={
        <Button variant="outlined" color="inherit" onClick={onRevoke} aria-label={`Revoke the key ${name}`}>
          Revoke
        </Button>
      }
    >
      {scopeWords[scope].brief} · {accounts === 'all' ? 'every account' : counted(accounts.length, 'account')} ·{' '}
      {expiresAt === null ? (
        'never ends'
      ) : (
        <>
          {isExpired ? 'ended' : 'until'} <time dateTime={expiresAt}>{expiresAt.slice(0, 10)}</time>
        </>
      )}{' '}
      ·{' '}
      {lastUsedAt === null ? (
        'never used'
      ) : (
        <>
          last used <RelativeTime at={lastUsedAt} />
          {lastAddress !== null && ` from ${lastAddress}`}
        </>
      )}
    </ListRow>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => call(revokeKeyContract, { params: { id: apiKey.id } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['keys'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog title={`Revoke ${apiKey.name}?`} confirm="Revoke the key" isOpen isPending={revoke.isPending} error={revoke.error} onConfirm={() => revoke.mutate()} onClose={onClose}>
      Programs that send it are refused from now on. It cannot be undone: they need a new key.
    </ConfirmDialog>
  );
}
