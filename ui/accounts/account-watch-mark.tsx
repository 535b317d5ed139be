import { useQuery } from '@tanstack/react-query';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CirclePause from 'lucide-react/icons/circle-pause';
import Eye from 'lucide-react/icons/eye';
import EyeOff from 'lucide-react/icons/eye-off';
import type { Account } from '../../src/core/account.ts';
import { agentsQuery, gapsQuery } from '../api/queries.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { watchOfAccount } from './watch-of-account.ts';

const looks = {
  watched: { tone: 'good', icon: Eye, word: 'Watched' },
  partly: { tone: 'warn', icon: EyeOff, word: 'Partly seen' },
  unseen: { tone: 'warn', icon: EyeOff, word: 'Not seen' },
  waiting: { tone: 'quiet', icon: CircleDashed, word: 'Waiting' },
  unwatched: { tone: 'warn', icon: EyeOff, word: 'No agent' },
  inactive: { tone: 'quiet', icon: CirclePause, word: 'Inactive' },
  error: { tone: 'bad', icon: CircleAlert, word: 'Error' },
} as const;

/** Whether an account is looked at, in one word; nothing while that is not known. */
export function AccountWatchMark({ account }: { account: Account }) {
  const agents = useQuery(agentsQuery).data;
  const gaps = useQuery(gapsQuery).data;
  if (!agents || !gaps) return null;
  const { tone, icon, word } = looks[watchOfAccount(account, { agents, gaps })];
  return (
    <StatusMark tone={tone} icon={icon}>
      {word}
    </StatusMark>
  );
}
