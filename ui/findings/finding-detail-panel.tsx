import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDot from 'lucide-react/icons/circle-dot';
import X from 'lucide-react/icons/x';
import { type ReactNode, useEffect, useRef } from 'react';
import type { FindingDetail } from '../../src/core/finding.ts';
import { findingQuery } from '../api/queries.ts';
import { AccountName } from '../parts/account-name.tsx';
import { ActorChain } from '../parts/actor-chain.tsx';
import { Code } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { counted } from '../parts/format-number.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { SimulatedMark } from '../parts/simulated-mark.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { addressesOf } from './addresses-of.ts';
import { EvidenceItem } from './evidence-item.tsx';
import { FindingTags } from './finding-tags.tsx';
import { FindingVerdict } from './finding-verdict.tsx';
import type { FindingPageSearch } from './finding-search.ts';

interface PanelProps {
  readonly id: string;
  readonly search: FindingPageSearch;
  readonly onClose: () => void;
}

export function FindingDetailPanel({ id, search, onClose }: PanelProps) {
  const { data: finding, error, refetch } = useQuery(findingQuery(id));
  return (
    <Box component="article" aria-label="Finding" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        {finding && <Marks finding={finding} />}
        <Box sx={{ flex: 1 }} />
        <CopyButton label="Copy link" text={() => window.location.href} />
        <IconButton onClick={onClose} aria-label="Close the finding">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      {finding ? <Content finding={finding} search={search} /> : error ? <ErrorState error={error} what="This finding could not be read" onRetry={() => void refetch()} /> : <ListSkeleton rows={6} label="Loading the finding" />}
    </Box>
  );
}

function Marks({ finding }: { finding: FindingDetail }) {
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.75 }}>
      <SeverityMark severity={finding.severity} isBadge />
      {finding.status === 'open' ? (
        <StatusMark tone="active" icon={CircleDot}>
          Open
        </StatusMark>
      ) : (
        <StatusMark tone="good" icon={CircleCheck}>
          Resolved
        </StatusMark>
      )}
      {finding.isSimulated && <SimulatedMark />}
    </Box>
  );
}

function Content({ finding, search }: { finding: FindingDetail; search: FindingPageSearch }) {
  const { principal, resource, evidence, evidenceCount } = finding;
  const addresses = addressesOf(evidence);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25 }}>
      <Box>
        <Typography ref={heading} tabIndex={-1} variant="h1" component="h2" sx={{ fontSize: '1.125rem', '&:focus': { outline: 'none' } }}>
          {finding.title}
        </Typography>
        <Typography variant="body2" sx={{ mt: 0.5, overflowWrap: 'anywhere' }}>
          {finding.summary}
        </Typography>
      </Box>
      <FindingVerdict finding={finding} />
      <Facts>
        {finding.actor && (
          <Fact name="Who">
            <ActorChain actor={finding.actor} />
          </Fact>
        )}
        <Fact name={finding.actor ? 'Called as' : 'Who'}>
          {principal === null ? (
            'CloudTrail does not say'
          ) : (
            <>
              <Code>{principal}</Code>
              <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2 }}>
                <RouteLink to="/activity/principal" search={{ principal }}>
                  What they do
                </RouteLink>
                <RouteLink to="/findings" search={{ principal, status: 'all', sort: search.sort, order: search.order }}>
                  All findings about them
                </RouteLink>
              </Box>
            </>
          )}
        </Fact>
        {addresses.length > 0 && (
          <Fact name="From">
            {addresses.map((address) => (
              <Box key={address} sx={{ '&:not(:last-of-type)': { mb: 0.25 } }}>
                <Code>{address}</Code>{' '}
                <RouteLink to="/findings" search={{ q: address, status: 'all' }}>
                  Findings that name it
                </RouteLink>
              </Box>
            ))}
          </Fact>
        )}
        <Fact name="Account">
          <AccountName accountId={finding.accountId} />
        </Fact>
        <Fact name="Region">{finding.region}</Fact>
        {resource !== null && (
          <Fact name="Resource">
            <Code>{resource}</Code>
          </Fact>
        )}
        <Fact name="First seen">
          {absoluteTime(finding.firstSeenAt)} (<RelativeTime at={finding.firstSeenAt} />)
        </Fact>
        <Fact name="Last seen">
          {absoluteTime(finding.lastSeenAt)} (<RelativeTime at={finding.lastSeenAt} />)
        </Fact>
        <Fact name="Seen">{evidenceCount === 1 ? 'Once' : `In ${counted(evidenceCount, 'event')}`}</Fact>
        <Fact name="Found by">
          {finding.producer.kind}{' '}
          {finding.producer.kind === 'rule' ? (
            <RouteLink to="/rules" search={{ rule: finding.producer.id }}>
              {finding.producer.id}
            </RouteLink>
          ) : (
            <Code>{finding.producer.id}</Code>
          )}
        </Fact>
        {finding.tags.length > 0 && (
          <Fact name="ATT&amp;CK">
            <FindingTags tags={finding.tags} />
          </Fact>
        )}
      </Facts>
      <Part title="Why it matters">
        <Typography variant="body2">{finding.why}</Typography>
      </Part>
      <Part title="What to do">
        <Typography variant="body2" sx={{ whiteSpace: 'pre-line' }}>
          {finding.remedy}
        </Typography>
      </Part>
      <Part title={`Evidence: ${counted(evidenceCount, 'piece')}`}>
        {evidence.length < evidenceCount && (
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            The newest {evidence.length} are shown.
          </Typography>
        )}
        <Box component="ol" sx={{ m: 0, p: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
          {evidence.map((one, index) => (
            <EvidenceItem key={one.kind === 'activity' ? one.activity.eventId : `gap-${index}`} evidence={one} isSimulated={finding.isSimulated} />
          ))}
        </Box>
      </Part>
    </Box>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section" sx={{ display: 'grid', gap: 0.75, minWidth: 0 }}>
      <Typography variant="h2" component="h3">
        {title}
      </Typography>
      {children}
    </Box>
  );
}
