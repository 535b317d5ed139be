import Box from '@mui/material/Box';
import { useQuery } from '@tanstack/react-query';
import Bot from 'lucide-react/icons/bot';
import { agentsQuery } from '../api/queries.ts';
import { AgentStateMark } from '../agents/agent-state-mark.tsx';
import { countsInWords } from '../agents/counts-in-words.ts';
import { NextRun } from '../agents/next-run.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { SectionCard } from '../parts/section-card.tsx';

/** Who keeps watch, and whether they do. */
export function WatchState() {
  const agents = useQuery(agentsQuery);
  return (
    <SectionCard title="Agents" aside={<RouteLink to="/agents">All agents</RouteLink>}>
      {agents.data === undefined ? (
        agents.error ? (
          <ErrorState error={agents.error} what="The agents could not be read" onRetry={() => void agents.refetch()} />
        ) : (
          <ListSkeleton rows={2} label="Loading agents" />
        )
      ) : agents.data.length === 0 ? (
        <EmptyState size="line" icon={Bot} title="There is no agent">
          Nothing is watched.
        </EmptyState>
      ) : (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {agents.data.map((agent) => (
            <Box key={agent.id} component="li" sx={({ vars: { palette } }) => ({ px: 2, py: 1.25, '& + &': { borderTop: `1px solid ${palette.surface.line}` } })}>
              <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
                <RouteLink to="/agents/$id" params={{ id: agent.id }} color="inherit" sx={{ fontWeight: 600, flex: 1, minWidth: 0 }}>
                  {agent.name}
                </RouteLink>
                <AgentStateMark agent={agent} />
              </Box>
              <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>
                {agent.lastExecution === null ? (
                  'Has not run yet'
                ) : (
                  <>
                    Ran <RelativeTime at={agent.lastExecution.startedAt} />
                    {agent.isExecuting || ` and saw ${countsInWords(agent.lastExecution)}`}
                  </>
                )}
                {' · '}
                <NextRun agent={agent} />
              </Box>
            </Box>
          ))}
        </Box>
      )}
    </SectionCard>
  );
}
