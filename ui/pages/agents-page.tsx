import Box from '@mui/material/Box';
import Card from '@mui/material/Card';
import { useQuery } from '@tanstack/react-query';
import Bot from 'lucide-react/icons/bot';
import { agentsQuery, agentTypesQuery } from '../api/queries.ts';
import { AgentCard } from '../agents/agent-card.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorState } from '../parts/error-state.tsx';
import { ListSkeleton } from '../parts/list-skeleton.tsx';
import { PageHeader } from '../parts/page-header.tsx';

export default function AgentsPage() {
  const agents = useQuery(agentsQuery);
  const types = useQuery(agentTypesQuery).data;
  return (
    <>
      <PageHeader title="Agents" about="Who does the rounds: each has a type, a schedule and a log" />
      {agents.data === undefined ? (
        <Card>{agents.error ? <ErrorState error={agents.error} what="The agents could not be read" onRetry={() => void agents.refetch()} /> : <ListSkeleton rows={4} label="Loading agents" />}</Card>
      ) : agents.data.length === 0 ? (
        <Card>
          <EmptyState icon={Bot} title="There is no agent">
            Nothing is watched. Starting Watchkeeper again makes the first one; POST /api/agents makes more.
          </EmptyState>
        </Card>
      ) : (
        <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 420px), 1fr))', gap: 2 }}>
          {agents.data.map((agent) => (
            <AgentCard key={agent.id} agent={agent} typeTitle={types?.find(({ id }) => id === agent.typeId)?.title ?? agent.typeId} />
          ))}
        </Box>
      )}
    </>
  );
}
