import { useQuery } from '@tanstack/react-query';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import { accountsQuery, agentsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { lookOf } from './look-of.ts';

/** No gap is good news only when somebody looked. */
export function NoGaps({ size }: { size: 'line' | 'section' }) {
  const agents = useQuery(agentsQuery).data;
  const accounts = useQuery(accountsQuery).data;
  switch (agents && accounts && lookOf({ agents, accounts })) {
    case undefined:
      return null;
    case 'looked':
      return (
        <EmptyState size={size} icon={Eye} title="Everything was looked at">
          The latest run of each agent saw every account and region that it was to see.
        </EmptyState>
      );
    case 'no-account':
      return (
        <EmptyState size={size} icon={EyeOff} title="There is nothing to look at">
          No AWS account is connected. <RouteLink to="/accounts">How to connect the first one</RouteLink>
        </EmptyState>
      );
    case 'not-yet':
      return (
        <EmptyState size={size} icon={EyeOff} title="Nothing was looked at yet">
          No agent has run. What it cannot look at will be shown here.
        </EmptyState>
      );
    case 'unfinished':
      return (
        <EmptyState size={size} icon={EyeOff} title="The latest run of an agent did not end well">
          It could not say what it had not seen. <RouteLink to="/agents">The agents</RouteLink> show why.
        </EmptyState>
      );
  }
}
