import type { Agent } from '../../src/core/agent.ts';
import { RelativeTime } from '../parts/relative-time.tsx';
import { useNow } from '../parts/use-now.ts';

export function NextRun({ agent }: { agent: Agent }) {
  const now = useNow();
  if (agent.state === 'stopped') return <>does not run until it is started</>;
  if (agent.nextRunAt === null) return <>not on a schedule yet</>;
  if (Date.parse(agent.nextRunAt) <= now) return <>next run is due</>;
  return (
    <>
      next run <RelativeTime at={agent.nextRunAt} />
    </>
  );
}
