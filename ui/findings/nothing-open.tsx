import { useQuery } from '@tanstack/react-query';
import ShieldCheck from 'lucide-react/icons/shield-check';
import ShieldQuestionMark from 'lucide-react/icons/shield-question-mark';
import { accountsQuery, agentsQuery, gapsQuery } from '../api/queries.ts';
import { lookOf } from '../gaps/look-of.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { counted } from '../parts/format-number.ts';
import { RouteLink } from '../parts/route-link.tsx';

/** That nothing is open is worth as much as the looking that it stands on. */
export function NothingOpen() {
  const agents = useQuery(agentsQuery).data;
  const accounts = useQuery(accountsQuery).data;
  const gaps = useQuery(gapsQuery).data;
  if (!agents || !accounts || !gaps) return <EmptyState icon={ShieldQuestionMark} title="Nothing is open">New findings appear here by themselves.</EmptyState>;
  if (gaps.length > 0) {
    return (
      <EmptyState icon={ShieldQuestionMark} title="Nothing is open where it could be looked">
        <RouteLink to="/gaps">{counted(gaps.length, 'place')}</RouteLink> could not be looked at in the latest run. Of them nothing is known.
      </EmptyState>
    );
  }
  switch (lookOf({ agents, accounts })) {
    case 'looked':
      return (
        <EmptyState icon={ShieldCheck} title="Nothing is open">
          Every account and region was looked at in the latest run. New findings appear here by themselves.
        </EmptyState>
      );
    case 'no-account':
      return (
        <EmptyState icon={ShieldQuestionMark} title="Nothing is watched yet">
          No AWS account is connected. <RouteLink to="/accounts">How to connect the first one</RouteLink>
        </EmptyState>
      );
    case 'not-yet':
      return (
        <EmptyState icon={ShieldQuestionMark} title="Nothing was looked at yet">
          The first run of an agent has not ended. Its findings appear here by themselves.
        </EmptyState>
      );
    case 'unfinished':
      return (
        <EmptyState icon={ShieldQuestionMark} title="Nothing is open, but the latest run did not end well">
          <RouteLink to="/agents">The agents</RouteLink> show why. Until the next one succeeds, nothing newer is known.
        </EmptyState>
      );
  }
}
