import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import FileX from 'lucide-react/icons/file-x';
import X from 'lucide-react/icons/x';
import type { ShownAuditEntry } from '../../src/base/audit/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { auditEntryQuery } from './audit-queries.ts';
import { actionWords, actorKindWords } from './audit-words.ts';

export function AuditPanel({ sequence, onClose }: { sequence: number; onClose: () => void }) {
  const { data, error, refetch } = useQuery(auditEntryQuery(sequence));
  return (
    <Box component="article" aria-label="Entry" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        <Box sx={{ flex: 1, color: 'text.secondary', fontSize: '0.8125rem' }}>Entry {sequence}</Box>
        <CopyButton label="Copy link" text={() => window.location.href} />
        <IconButton onClick={onClose} aria-label="Close the entry">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      {data ? (
        <Content entry={data} />
      ) : error ? (
        <ErrorState error={error} what="This entry could not be read" onRetry={() => void refetch()} />
      ) : data === null ? (
        <EmptyState icon={FileX} title="There is no such entry">
          The log does not reach that far, or the entry is of an account that you do not see.
        </EmptyState>
      ) : (
        <ListSkeleton rows={6} label="Loading the entry" />
      )}
    </Box>
  );
}

function Content({ entry }: { entry: ShownAuditEntry }) {
  const { actor, subject, detail } = entry;
  return (
    <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem' }}>
        {actionWords(entry.action)}
      </Typography>
      <Facts>
        <Fact name="When">{absoluteTime(entry.at)}</Fact>
        <Fact name="Who">
          <RouteLink underline="always" to="/settings/audit" search={{ actor: actor.id }}>
            {actor.name}
          </RouteLink>{' '}
          ({actorKindWords[actor.kind]})
        </Fact>
        <Fact name="From">{entry.address ?? 'this server'}</Fact>
        <Fact name="What">
          <RouteLink underline="always" to="/settings/audit" search={{ action: entry.action }}>
            <Code>{entry.action}</Code>
          </RouteLink>
        </Fact>
        <Fact name="About">
          {subject.kind}{' '}
          <RouteLink underline="always" to="/settings/audit" search={{ subjectKind: subject.kind, subject: subject.id }}>
            <Code>{subject.id}</Code>
          </RouteLink>
        </Fact>
        {subject.accountId !== null && (
          <Fact name="Account">
            <AccountName accountId={subject.accountId} />
          </Fact>
        )}
        <Fact name="Hash">
          <Code>{entry.hash}</Code>
        </Fact>
        <Fact name="Hash before">
          <Code>{entry.previousHash}</Code>
        </Fact>
      </Facts>
      {Object.keys(detail).length > 0 && (
        <Box>
          <Typography variant="h3" component="h3" sx={{ mb: 0.75 }}>
            Details
          </Typography>
          <CodeBlock label="Details">{JSON.stringify(detail, null, 2)}</CodeBlock>
        </Box>
      )}
    </Box>
  );
}
