import { useQuery } from '@tanstack/react-query';
import type { Agent } from '../../src/core/agent.ts';
import { accountsQuery } from '../api/queries.ts';

/** Which accounts an agent looks at. */
export function AgentScope({ agent }: { agent: Agent }) {
  const accounts = useQuery(accountsQuery).data;
  if (agent.accountId === null) return <>All connected accounts</>;
  return <>{accounts?.find(({ id }) => id === agent.accountId)?.name ?? 'An account that is not connected any more'}</>;
}
