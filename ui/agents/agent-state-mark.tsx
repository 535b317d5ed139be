import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CirclePause from 'lucide-react/icons/circle-pause';
import EyeOff from 'lucide-react/icons/eye-off';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import type { Agent } from '../../src/core/agent.ts';
import { StatusMark } from '../parts/status-mark.tsx';

/** What an agent is doing, in one word. */
export function AgentStateMark({ agent }: { agent: Agent }) {
  if (agent.isExecuting) {
    return (
      <StatusMark tone="active" icon={LoaderCircle} isTurning>
        Working
      </StatusMark>
    );
  }
  if (agent.state === 'stopped') {
    return (
      <StatusMark tone="quiet" icon={CirclePause}>
        Stopped
      </StatusMark>
    );
  }
  if (agent.lastExecution === null) {
    return (
      <StatusMark tone="quiet" icon={CircleDashed}>
        Waiting
      </StatusMark>
    );
  }
  if (agent.lastExecution.status === 'failed') {
    return (
      <StatusMark tone="bad" icon={CircleAlert}>
        Failing
      </StatusMark>
    );
  }
  if (agent.lastExecution.gapCount > 0) {
    return (
      <StatusMark tone="warn" icon={EyeOff}>
        With gaps
      </StatusMark>
    );
  }
  return (
    <StatusMark tone="good" icon={CircleCheck}>
      On watch
    </StatusMark>
  );
}
