import CircleCheck from 'lucide-react/icons/circle-check';
import CircleOff from 'lucide-react/icons/circle-off';
import FlaskConical from 'lucide-react/icons/flask-conical';
import type { RuleCard } from '../../src/watch/activity/rulebook/contract.ts';
import { StatusMark } from '../parts/status-mark.tsx';

const looks = {
  on: { tone: 'good', icon: CircleCheck, word: 'On' },
  staged: { tone: 'warn', icon: FlaskConical, word: 'Staged' },
  off: { tone: 'quiet', icon: CircleOff, word: 'Off' },
} as const;

export function RuleStateMark({ state }: { state: RuleCard['state'] }) {
  const { tone, icon, word } = looks[state];
  return (
    <StatusMark tone={tone} icon={icon}>
      {word}
    </StatusMark>
  );
}
