import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import X from 'lucide-react/icons/x';
import type { KeptEvent } from '../../src/watch/activity/lake/contract.ts';
import { AccountName } from '../parts/account-name.tsx';
import { Code, CodeBlock } from '../parts/code.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { absoluteTime } from '../parts/format-time.ts';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { activityEventQuery } from './activity-queries.ts';
import type { ActivityPageSearch } from './activity-search.ts';

interface PanelProps {
  readonly id: string;
  readonly search: ActivityPageSearch;
  readonly onClose: () => void;
}

export function EventPanel({ id, search, onClose }: PanelProps) {
  const { data, error, refetch } = useQuery(activityEventQuery(id, search.at));
  return (
    <Box component="article" aria-label="Event" sx={{ minWidth: 0 }}>
      <Box sx={({ vars: { palette } }) => ({ position: 'sticky', top: 0, zIndex: 1, display: 'flex', alignItems: 'center', gap: 1, px: 2, py: 1, bgcolor: palette.background.paper, borderBottom: `1px solid ${palette.surface.line}` })}>
        {data?.event.severity && <SeverityMark severity={data.event.severity} isBadge />}
        <Box sx={{ flex: 1 }} />
        <CopyButton label="Copy link" text={() => window.location.href} />
        <IconButton onClick={onClose} aria-label="Close the event">
          <X size={18} aria-hidden />
        </IconButton>
      </Box>
      {data ? <Content event={data.event} record={data.record} search={search} /> : error ? <ErrorState error={error} what="This event could not be read" onRetry={() => void refetch()} /> : <ListSkeleton rows={6} label="Loading the event" />}
    </Box>
  );
}

function Content({ event, record, search }: { event: KeptEvent; record: Record<string, unknown>; search: ActivityPageSearch }) {
  const { principal } = event;
  const whole = principal.sessionIssuerArn ?? principal.arn ?? principal.name;
  const only = (part: Partial<ActivityPageSearch>): ActivityPageSearch => ({ range: search.range, since: search.since, until: search.until, ...part });
  const json = JSON.stringify(record, null, 2);
  return (
    <Box sx={{ px: 2, pt: 1.5, pb: 3, display: 'grid', gap: 2.25, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Typography variant="h1" component="h2" sx={{ fontSize: '1.125rem', overflowWrap: 'anywhere' }}>
        {event.service}:{event.action}
      </Typography>
      <Facts>
        <Fact name="When">{absoluteTime(event.at)}</Fact>
        <Fact name="Who">
          <RouteLink to="/activity/principal" search={{ principal: whole }}>
            {event.actor?.name ?? principal.name}
          </RouteLink>
          {event.actor && ` (${event.actor.kind.replace('-', ' ')})`}
          <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
            <Code>{principal.arn ?? principal.type}</Code>
          </Box>
        </Fact>
        <Fact name="Account">
          <AccountName accountId={event.accountId} />
        </Fact>
        <Fact name="Region">{event.region}</Fact>
        <Fact name="From">
          {event.sourceAddress === null ? (
            'unknown'
          ) : (
            <RouteLink to="/activity" search={only({ address: event.sourceAddress })}>
              {event.sourceAddress}
            </RouteLink>
          )}
        </Fact>
        <Fact name="With">{event.userAgent ?? 'unknown'}</Fact>
        {event.errorCode !== null && (
          <Fact name="Answer">
            {event.errorCode}: {event.errorMessage}
          </Fact>
        )}
        {event.resources.length > 0 && (
          <Fact name="Resources">
            {event.resources.map((arn) => (
              <Box key={arn}>
                <Code>{arn}</Code>
              </Box>
            ))}
          </Fact>
        )}
        {event.ruleIds.length > 0 && (
          <Fact name="Rules">
            {event.ruleIds.map((rule) => (
              <Box key={rule}>
                <RouteLink to="/rules" search={{ rule }}>
                  {rule}
                </RouteLink>
              </Box>
            ))}
          </Fact>
        )}
        <Fact name="Event">
          <Code>{event.eventId}</Code>
        </Fact>
      </Facts>
      <Box>
        <Box sx={{ display: 'flex', alignItems: 'center', mb: 0.75 }}>
          <Typography variant="h3" component="h3" sx={{ flex: 1 }}>
            The record
          </Typography>
          <CopyButton label="Copy" text={() => json} />
        </Box>
        <CodeBlock label="The raw record">{json}</CodeBlock>
      </Box>
    </Box>
  );
}
