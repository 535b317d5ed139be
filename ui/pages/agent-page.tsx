import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { AgentActions } from '../agents/agent-actions.tsx';
import { AgentScope } from '../agents/agent-scope.tsx';
import { AgentSettings } from '../agents/agent-settings.tsx';
import { AgentStateMark } from '../agents/agent-state-mark.tsx';
import { ExecutionList } from '../agents/execution-list.tsx';
import { ExecutionLogView } from '../agents/execution-log-view.tsx';
import { NextRun } from '../agents/next-run.tsx';
import { agentQuery, agentTypesQuery } from '../api/queries.ts';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { RouteLink } from '../parts/route-link.tsx';

const route = getRouteApi('/shell/agents/$id');

export default function AgentPage() {
  const { id } = route.useParams();
  const { execution: chosen } = route.useSearch();
  const { data: agent, error, refetch } = useQuery(agentQuery(id));
  const types = useQuery(agentTypesQuery).data;
  if (!agent) return <Card>{error ? <ErrorState error={error} what="This agent could not be read" onRetry={() => void refetch()} /> : <ListSkeleton rows={6} label="Loading the agent" />}</Card>;

  const type = types?.find(({ id: typeId }) => typeId === agent.typeId);
  const shownExecution = chosen ?? agent.lastExecution?.id;
  return (
    <>
      <Box component="nav" aria-label="Back" sx={{ mb: 0.5, fontSize: '0.8125rem' }}>
        <RouteLink to="/agents">Agents</RouteLink>
      </Box>
      <PageHeader
        title={agent.name}
        about={
          <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.25, rowGap: 0.5 }}>
            <AgentStateMark agent={agent} />
            <span>
              {type?.title ?? agent.typeId} · every {agent.every} · <AgentScope agent={agent} /> · <NextRun agent={agent} />
            </span>
          </Box>
        }
        actions={<AgentActions agent={agent} />}
      />
      {agent.lastExecution?.status === 'failed' && (
        <Alert severity="error" sx={{ mb: 2 }}>
          The latest run failed: {agent.lastExecution.error}
        </Alert>
      )}
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 1fr) minmax(0, 1fr)' }, gap: 2, alignItems: 'start' }}>
        <ExecutionList agentId={id} selectedId={shownExecution} />
        <Box sx={{ display: 'grid', gap: 2, minWidth: 0 }}>
          {shownExecution !== undefined && <ExecutionLogView key={shownExecution} id={shownExecution} />}
          {type && <AgentSettings agent={agent} type={type} />}
        </Box>
      </Box>
    </>
  );
}
