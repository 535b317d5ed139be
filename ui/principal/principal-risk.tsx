import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { RiskLevel, RiskPart } from '../../src/watch/activity/behaviour/contract.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';
import { SeverityMark } from '../parts/severity-mark.tsx';
import { principalRiskQuery } from './principal-queries.ts';

const words: Readonly<Record<RiskLevel, string>> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' };
const partsShown = 8;

/** What stands against a principal now, part by part: the parts add up to the score. */
export function PrincipalRisk({ principal }: { principal: string }) {
  const { data, error, refetch } = useQuery(principalRiskQuery(principal));
  return (
    <SectionCard title="Risk" aside={data && <Typography variant="caption" sx={{ color: 'text.secondary' }}>Halves every {data.halfLifeDays} days</Typography>}>
      {error ? (
        <ErrorState error={error} what="The risk could not be read" onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <ListSkeleton rows={2} label="Loading the risk" />
      ) : (
        <Box sx={{ px: 2, py: 1.5, display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
          <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1.25 }}>
            <Typography component="span" sx={({ vars: { palette } }) => ({ fontSize: '1.75rem', fontWeight: 650, lineHeight: 1.1, color: palette.severity[data.level].main })}>
              {Math.round(data.score)}
            </Typography>
            <Typography component="span" variant="body2">
              {words[data.level]}
              {data.parts.length === 0 && ': nothing stands against it'}
            </Typography>
          </Box>
          {data.parts.length > 0 && (
            <Box component="ul" aria-label="What the score is made of" sx={{ m: 0, p: 0, listStyle: 'none' }}>
              {data.parts.slice(0, partsShown).map((part) => (
                <PartLine key={`${part.kind} ${part.at} ${part.because}`} part={part} />
              ))}
            </Box>
          )}
          {data.parts.length > partsShown && (
            <Typography variant="caption" sx={{ color: 'text.secondary' }}>
              And {data.parts.length - partsShown} smaller parts.
            </Typography>
          )}
        </Box>
      )}
    </SectionCard>
  );
}

function PartLine({ part }: { part: RiskPart }) {
  return (
    <Box component="li" sx={({ vars: { palette } }) => ({ display: 'grid', gridTemplateColumns: '44px minmax(0, 1fr) auto', columnGap: 1.25, py: 0.75, fontSize: '0.8125rem', borderTop: `1px solid ${palette.surface.line}`, '&:first-of-type': { borderTop: 0 } })}>
      <Box sx={{ fontWeight: 600, textAlign: 'right' }}>+{part.points.toFixed(1)}</Box>
      <Box sx={{ minWidth: 0 }}>
        {part.kind === 'finding' ? (
          <RouteLink to="/findings/$id" params={{ id: part.findingId }} search={{ status: 'all' }}>
            {part.title}
          </RouteLink>
        ) : (
          part.words
        )}
        <Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere' }}>{part.because}</Box>
      </Box>
      <Box sx={{ fontSize: '0.75rem', color: 'text.secondary', textAlign: 'right', whiteSpace: 'nowrap' }}>
        {part.kind === 'finding' && <SeverityMark severity={part.severity} />}
        <div>
          <RelativeTime at={part.at} />
        </div>
      </Box>
    </Box>
  );
}
