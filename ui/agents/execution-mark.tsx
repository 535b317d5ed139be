import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleSlash from 'lucide-react/icons/circle-slash';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import Unplug from 'lucide-react/icons/unplug';
import type { Execution } from '../../src/core/agent.ts';
import { StatusMark, type Tone } from '../parts/status-mark.tsx';

const looks = {
  running: { tone: 'active', icon: LoaderCircle, word: 'Running' },
  succeeded: { tone: 'good', icon: CircleCheck, word: 'Succeeded' },
  failed: { tone: 'bad', icon: CircleAlert, word: 'Failed' },
  cancelled: { tone: 'quiet', icon: CircleSlash, word: 'Cancelled' },
  interrupted: { tone: 'warn', icon: Unplug, word: 'Interrupted' },
} as const satisfies Record<Execution['status'], { tone: Tone; icon: unknown; word: string }>;

export function ExecutionMark({ status }: { status: Execution['status'] }) {
  const { tone, icon, word } = looks[status];
  return (
    <StatusMark tone={tone} icon={icon} isTurning={status === 'running'}>
      {word}
    </StatusMark>
  );
}
