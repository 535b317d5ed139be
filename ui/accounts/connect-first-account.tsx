import Building2 from 'lucide-react/icons/building-2';
import { useManagesAll } from '../api/use-session.ts';
import { Code } from '../parts/code.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { RouteButton } from '../parts/route-button.tsx';

/** How the first account comes to be watched. */
export function ConnectFirstAccount() {
  const mayConnect = useManagesAll();
  return (
    <EmptyState
      icon={Building2}
      title="No AWS account is connected"
      action={
        mayConnect ? (
          <RouteButton to="/accounts/connect" variant="contained">
            Connect an account
          </RouteButton>
        ) : undefined
      }
    >
      Watchkeeper only reads. A template for its role is ready, and the first findings come with the next run of an agent. On a terminal <Code>watchkeeper accounts add</Code> does the same.
      {!mayConnect && ' An administrator who may see every account connects them.'}
    </EmptyState>
  );
}
