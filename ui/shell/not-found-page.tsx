import Compass from 'lucide-react/icons/compass';
import { EmptyState } from '../parts/empty-state.tsx';
import { RouteButton } from '../parts/route-button.tsx';

export function NotFoundPage() {
  return (
    <EmptyState
      size="page"
      icon={Compass}
      title="There is no page at this address"
      action={
        <RouteButton to="/" variant="outlined">
          Go to the overview
        </RouteButton>
      }
    >
      The link may be from another version of Watchkeeper, or mistyped.
    </EmptyState>
  );
}
