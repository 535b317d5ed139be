import { useQuery } from '@tanstack/react-query';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import { agentsQuery } from '../api/queries.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { RouteLink } from '../parts/route-link.tsx';
import { lookOf } from './look-of.ts';

/** No gap is good news only when somebody looked. */
export function NoGaps() {
  const agents = useQuery(agentsQuery).data;
  switch (agents && lookOf(agents)) {
    case undefined:
      return null;
    case 'looked':
      return (
        <EmptyState icon={Eye} title="Everything was looked at">
          The latest run of each agent saw every account and region that it was to see.
        </EmptyState>
      );
    case 'not-yet':
      return (
        <EmptyState icon={EyeOff} title="Nothing was looked at yet">
          No agent has finished a run. What it cannot look at will be shown here.
        </EmptyState>
      );
    case 'failed':
      return (
        <EmptyState icon={EyeOff} title="The latest run of an agent failed">
          It ended before it could say what it had not seen. <RouteLink to="/agents">The agents</RouteLink> show why.
        </EmptyState>
      );
  }
}
