import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import CircleX from 'lucide-react/icons/circle-x';
import { useState } from 'react';
import type { ConnectedAccount } from '../../src/core/account.ts';
import { agentTypesQuery } from '../api/queries.ts';
import { Code } from '../parts/code.tsx';
import { counted } from '../parts/format-number.ts';
import { StatusMark } from '../parts/status-mark.tsx';
import { type NeededAction, neededActions, permissionWords } from './needed-actions.ts';

const looks = {
  allowed: { tone: 'good', icon: CircleCheck, word: 'Allowed' },
  denied: { tone: 'bad', icon: CircleX, word: 'Denied' },
  unknown: { tone: 'quiet', icon: CircleHelp, word: 'Unknown' },
} as const;

/** What the account lets Watchkeeper ask, and what does not work where it does not. */
export function AccountPermissions({ account }: { account: ConnectedAccount }) {
  const types = useQuery(agentTypesQuery).data ?? [];
  const [isWhole, setWhole] = useState(false);
  const actions = neededActions(account, types);
  const troubled = actions.filter(({ state }) => state !== 'allowed');
  const shown = isWhole ? actions : troubled;
  const hidden = actions.length - troubled.length;
  return (
    <Box component="section" aria-label="Permissions" sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Typography variant="h3" component="h3">
        Permissions
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>
        {actions.length === 0 ? 'They are looked at when the account is validated.' : troubled.length === 0 ? `All ${counted(actions.length, 'action')} that Watchkeeper asks for are allowed.` : `${permissionWords(account)}.`}
      </Typography>
      {shown.length > 0 && (
        <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', width: 1, display: 'grid', gap: 1 }}>
          {shown.map((one) => (
            <ActionLine key={one.action} {...one} />
          ))}
        </Box>
      )}
      {hidden > 0 && (
        <Button variant="text" onClick={() => setWhole(!isWhole)} aria-expanded={isWhole} sx={{ ml: -1.5 }}>
          {isWhole ? 'Hide what is allowed' : `Show ${counted(hidden, 'allowed action')}`}
        </Button>
      )}
    </Box>
  );
}

function ActionLine({ action, state, neededBy }: NeededAction) {
  const { tone, icon, word } = looks[state];
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '92px minmax(0, 1fr)', columnGap: 1, alignItems: 'start', fontSize: '0.8125rem', lineHeight: 1.5 }}>
      <Box>
        <StatusMark tone={tone} icon={icon}>
          {word}
        </StatusMark>
      </Box>
      <Box>
        <Code>{action}</Code>
        {state === 'denied' && <Box sx={{ color: 'text.secondary' }}>{neededBy.length > 0 ? `${neededBy.join(' and ')}: without it not all is seen.` : 'Without it the survey of the account, or a scan, is not whole.'}</Box>}
        {state === 'unknown' && <Box sx={{ color: 'text.secondary' }}>Could not be simulated; it shows as a gap if it is refused.</Box>}
      </Box>
    </Box>
  );
}
