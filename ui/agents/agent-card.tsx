import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import Typography from '@mui/material/Typography';
import type { Agent } from '../../src/core/agent.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { RelativeTime } from '../parts/relative-time.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { AgentActions } from './agent-actions.tsx';
import { AgentScope } from './agent-scope.tsx';
import { AgentStateMark } from './agent-state-mark.tsx';
import { ExecutionMark } from './execution-mark.tsx';
import { countsInWords } from './counts-in-words.ts';
import { NextRun } from './next-run.tsx';

export function AgentCard({ agent, typeTitle }: { agent: Agent; typeTitle: string }) {
  const { lastExecution } = agent;
  return (
    <Card component="article" aria-label={agent.name} sx={{ p: 2, display: 'grid', gap: 1.5, alignContent: 'start' }}>
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 1 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="h2">
            <RouteLink to="/agents/$id" params={{ id: agent.id }} color="inherit">
              {agent.name}
            </RouteLink>
          </Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>
            {typeTitle} · every {agent.every} · <AgentScope agent={agent} />
          </Typography>
        </Box>
        <AgentStateMark agent={agent} />
      </Box>
      <Facts>
        <Fact name="Last run">
          {lastExecution === null ? (
            'None yet'
          ) : (
            <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
              <ExecutionMark status={lastExecution.status} />
              <RelativeTime at={lastExecution.startedAt} />
            </Box>
          )}
        </Fact>
        {lastExecution !== null && <Fact name="It saw">{countsInWords(lastExecution)}</Fact>}
        {lastExecution?.error && <Fact name="Because">{lastExecution.error}</Fact>}
        <Fact name="Schedule">
          <NextRun agent={agent} />
        </Fact>
      </Facts>
      <AgentActions agent={agent} />
    </Card>
  );
}
